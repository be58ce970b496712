// What was done in the room, newest first: when, what, to whom, why and by whom.
import { fillWith, h } from "../../lib/dom.js";
import { formatDuration, formatSecond } from "../../lib/format.js";
import { t, tn } from "../../lib/i18n.js";
import { actionButton } from "../../parts/action-button.js";

export function logList(session) {
  const list = h("ol", { class: "timeline", "data-testid": "log" });
  const more = actionButton({
    label: t("part.pager.more"),
    act: () => session.readEarlierDeeds(),
    testid: "earlier-deeds",
    kind: "secondary",
  });
  const update = () => {
    const entries = session.deeds.map((deed) => entry(deed, session.roster));
    fillWith(list, entries.length === 0 ? h("li", {}, t("proctor.log.empty")) : entries);
    more.hidden = session.moreDeeds === null;
  };
  return { element: h("section", {}, h("h2", {}, t("proctor.log.title")), list, more), update };
}

function entry({ at, event, by, count, attempts, data }, roster) {
  const us = data.by_us ?? data.shift_us;
  const text = t(`proctor.log.${event}`, {
    by: us === undefined ? "" : formatDuration(us / 1_000_000),
    text: data.text ?? "",
    whom: count === null ? "" : whom(attempts, count, roster),
  });
  return h(
    "li",
    {},
    h("time", { datetime: at }, formatSecond(at)),
    text,
    data.reason && h("span", { class: "fine" }, ` – ${data.reason}`),
    h("span", { class: "fine" }, ` (${by ?? t("proctor.log.by_clock")})`),
  );
}

function whom(attempts, count, roster) {
  const names = attempts.map((attempt) => roster.ofAttempt(attempt)?.name).filter(Boolean);
  const others = count - names.length;
  return [...names, others > 0 && tn("proctor.log.others", others)].filter(Boolean).join(", ");
}
