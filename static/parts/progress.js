// A progress bar with its numbers in words beside it.
import { h } from "../lib/dom.js";

/** `text` says what the bar shows, for example "12 of 40 answered". */
export function progress(value, max, text) {
  return h(
    "span",
    { class: "progress" },
    h("progress", { value, max: Math.max(1, max), "aria-label": text }),
    h("span", { class: "fine" }, text),
  );
}
