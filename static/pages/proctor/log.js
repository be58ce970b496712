// What was done in the room, newest first.
import { fillWith, h } from "../../lib/dom.js";
import { formatDuration, formatSecond } from "../../lib/format.js";
import { t } from "../../lib/i18n.js";

export function logList(session) {
  const list = h("ol", { class: "timeline", "data-testid": "log" });
  const update = () =>
    fillWith(list, session.log.length === 0 ? h("li", {}, t("proctor.log.empty")) : session.log.map(entry));
  return { element: h("section", {}, h("h2", {}, t("proctor.log.title")), list), update };
}

function entry({ at, event, data, actor }) {
  const by = data.by_us ?? data.shift_us;
  const text = t(`proctor.log.${event}`, {
    by: by === undefined ? "" : formatDuration(by / 1_000_000),
    text: data.text ?? "",
  });
  return h(
    "li",
    {},
    h("time", { datetime: at }, formatSecond(at)),
    text,
    data.reason && h("span", { class: "fine" }, ` – ${data.reason}`),
    actor === null && h("span", { class: "fine" }, ` (${t("proctor.log.by_clock")})`),
  );
}
