// What a proctor fills in for one student and for many: a message, more time.
import { t } from "../../lib/i18n.js";
import { randomUuid } from "../../lib/ids.js";
import { field } from "../../parts/field.js";

/** Characters of a message, as the server has it. */
export const MESSAGE_MAX = 1000;
const MINUTES_MAX = 1440;

/** The field for a message; `whose` begins its test id. */
export function messageField(whose) {
  return field({
    name: "text",
    label: t("proctor.message.text"),
    type: "textarea",
    required: true,
    attributes: { maxlength: MESSAGE_MAX, rows: 3, "data-testid": `${whose}-text` },
  });
}

/** The fields for more time: minutes and why. */
export function extendFields(whose) {
  const minutes = field({
    name: "minutes",
    label: t("proctor.extend.minutes"),
    type: "number",
    required: true,
    value: 5,
    attributes: { min: 1, max: MINUTES_MAX, step: 1, inputmode: "numeric", "data-testid": `${whose}-minutes` },
  });
  return [minutes, reasonField(whose)];
}

/** The field for a reason that students read. */
export function reasonField(whose) {
  return field({
    name: "reason",
    label: t("proctor.reason"),
    required: true,
    attributes: { maxlength: 500, "data-testid": `${whose}-reason` },
  });
}

/**
 * The ids of messages. The same text to the same students keeps its ids until another one is written, so that pressing
 * again after a failure sends it once.
 */
export function messageIds() {
  let known = { key: null, ids: new Map() };
  return {
    /** A function from a part of the recipients to its message's id. */
    of: (text, attempts) => {
      const key = JSON.stringify([text, attempts]);
      if (key !== known.key) known = { key, ids: new Map() };
      const { ids } = known;
      return (part) => {
        if (!ids.has(part)) ids.set(part, randomUuid());
        return ids.get(part);
      };
    },
    /** What is sent next is a new message, whatever it says. */
    renew: () => (known = { key: null, ids: new Map() }),
  };
}
