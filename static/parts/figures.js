// Numbers that say how something is, each with its name.
import { h } from "../lib/dom.js";

/** `rows` are `[name, value]`; a value may be a link to the rows behind it. */
export function figures(rows, testid) {
  return h(
    "dl",
    { class: "figures", "data-testid": testid },
    rows.filter(Boolean).map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))),
  );
}
