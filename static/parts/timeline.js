// What happened, one thing after the other: when, what, by whom, and what else is known of it.
import { h } from "../lib/dom.js";

/** `entries` are `{at, time, what, who?, more?}`: `at` is the instant, `time` how it is written, `more` pairs of name and value. */
export function timeline(entries, testid) {
  return h("ol", { class: "timeline", "data-testid": testid }, entries.map(entry));
}

function entry({ at, time, what, who, more = [] }) {
  return h(
    "li",
    {},
    h("time", { datetime: at }, time),
    h("strong", {}, what),
    who && h("span", { class: "fine" }, ` (${who})`),
    more.length > 0 &&
      h(
        "dl",
        { class: "timeline-more" },
        more.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))),
      ),
  );
}
