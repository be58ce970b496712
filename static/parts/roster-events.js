// What a student's page noticed, in order, and what each kind of it can mean. It accuses nobody.
import { fillWith, h } from "../lib/dom.js";
import { formatDuration, formatSecond } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { emptyState } from "./empty.js";

/** A box that `show(events)` fills with IntegrityEvents of the API. */
export function integrityEvents() {
  const element = h("div", { "data-testid": "integrity" });
  const show = (events) => {
    if (events.length === 0) return fillWith(element, emptyState(t("proctor.integrity.empty")));
    const kinds = [...new Set(events.map(({ kind }) => kind))];
    fillWith(
      element,
      h(
        "div",
        { class: "events-box", role: "region", tabindex: "0", "aria-label": t("proctor.integrity.title") },
        h("ol", { class: "timeline" }, events.map(entry)),
      ),
      h(
        "details",
        { "data-testid": "integrity-meaning" },
        h("summary", {}, t("proctor.integrity.meaning")),
        h("dl", { class: "meanings" }, kinds.map(meaning)),
      ),
    );
  };
  return { element, show };
}

function entry({ kind, at, seconds }) {
  return h(
    "li",
    {},
    h("time", { datetime: at }, formatSecond(at)),
    t(`proctor.integrity.${kind}`),
    seconds
      ? h("span", { class: "fine" }, ` (${t("proctor.integrity.after", { time: formatDuration(seconds) })})`)
      : null,
  );
}

function meaning(kind) {
  return [h("dt", {}, t(`proctor.integrity.${kind}`)), h("dd", {}, t(`proctor.integrity.${kind}_means`))];
}
