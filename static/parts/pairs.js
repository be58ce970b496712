// Names with their values below one another, as receipts and orders have them.
import { h } from "../lib/dom.js";

/** `pairs` are `[name, value]`; empty ones are left out. */
export function pairs(rows, testid) {
  return h(
    "dl",
    { class: "receipt-rows", "data-testid": testid },
    rows
      .filter((row) => row && row[1] !== null && row[1] !== undefined)
      .map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))),
  );
}
