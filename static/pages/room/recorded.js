// What was recorded of the student, shown to the student: the same list that the proctor sees, and what waits here.
import { fillWith, h } from "../../lib/dom.js";
import { formatDuration, formatSecond } from "../../lib/format.js";
import { t, tn } from "../../lib/i18n.js";

/** `element`, `update()`, and `fetch()` to ask the server for what it has. */
export function recorded({ watch }) {
  const count = h("summary", { "data-testid": "recorded-count" });
  const list = h("div", { "data-testid": "recorded" });
  const element = h("details", { class: "recorded" }, count, h("p", { class: "fine" }, t("room.recorded.why")), list);
  let drawn = "";
  const update = () => {
    const { events } = watch;
    const key = JSON.stringify(events);
    if (key === drawn) return;
    drawn = key;
    fillWith(count, t("room.recorded.title"), " ", h("span", { class: "fine" }, tn("room.recorded.count", events.length)));
    fillWith(list, events.length === 0 ? h("p", {}, t("room.recorded.empty")) : entries(events));
  };
  update();
  return { element, update, fetch: () => void watch.fetch() };
}

function entries(events) {
  return h(
    "ol",
    { class: "timeline" },
    events.map(({ kind, at, seconds, waiting }) =>
      h(
        "li",
        { "data-kind": kind },
        h("time", { datetime: at }, formatSecond(at)),
        words(kind, seconds),
        waiting && h("span", { class: "fine" }, ` ${t("room.recorded.waiting")}`),
      ),
    ),
  );
}

function words(kind, seconds) {
  const lasted = typeof seconds === "number" && seconds > 0;
  return lasted
    ? t(`room.recorded.${kind}_after`, { time: formatDuration(seconds) })
    : t(`room.recorded.${kind}`);
}
