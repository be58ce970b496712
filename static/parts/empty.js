// What a list shows when it has nothing: that it is empty, and what to do.
import { h } from "../lib/dom.js";

export function emptyState(title, ...children) {
  return h("div", { class: "empty-state" }, h("p", { class: "empty-title" }, title), children);
}
