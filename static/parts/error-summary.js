// The box on top of a form that lists what needs correcting and leads to each field.
import { h } from "../lib/dom.js";

/** `faults` are `{text, target?}`; a target is the input that the entry leads to. */
export function errorSummary(title, faults) {
  const entries = faults.map(({ text, target }) => h("li", {}, target ? leadTo(text, target) : text));
  return h(
    "div",
    { class: "error-summary", role: "alert", tabindex: "-1", "data-testid": "error-summary" },
    h("h2", {}, title),
    h("ul", {}, entries),
  );
}

function leadTo(text, target) {
  const link = h("a", { href: `#${target.id}` }, text);
  link.addEventListener("click", (event) => {
    event.preventDefault();
    target.focus();
  });
  return link;
}
