// A group of choices with targets as large as their text; the number keys 1 to 9 pick.
import { h } from "../lib/dom.js";
import { markup } from "../lib/markup.js";

let groups = 0;

/** `type` is radio or checkbox; `options` have an `id` and either `text` (markup) or `words` (plain). */
export function choiceGroup({ type, options, changed }) {
  groups += 1;
  const name = `group-${groups}`;
  const inputs = options.map(({ id }, index) =>
    h("input", { type, name, value: id, "data-testid": `choice-${index + 1}`, onchange: changed }),
  );
  const rows = options.map((option, index) =>
    h(
      "label",
      { class: "choice" },
      inputs[index],
      h("span", {}, option.words ?? markup(option.text)),
      index < 9 && h("span", { class: "key", "aria-hidden": "true" }, String(index + 1)),
    ),
  );
  return {
    element: h("div", { class: "choices" }, rows),
    chosen: () => inputs.filter(({ checked }) => checked).map(({ value }) => value),
    choose: (ids) => inputs.forEach((input) => (input.checked = ids.includes(input.value))),
    pick: (number) => {
      const input = inputs[number - 1];
      if (!input) return;
      input.checked = type === "radio" || !input.checked;
      changed();
    },
  };
}
