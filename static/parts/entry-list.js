// A list of entries of a form: each a group of fields with a number, a button that takes it away, and one that adds.
import { h } from "../lib/dom.js";
import { t } from "../lib/i18n.js";

/**
 * `heading` stands above the list, `title` and a number above each entry. `row(value)` answers
 * `{fields: {name: eh-field}, content, read()}` for an entry, `value` being null for a new one. `pointer` is where the
 * list stands in the body that is sent; the fields of an entry stand below it by their names, a field named "" in the
 * entry's own place.
 */
export function entryList({ name, pointer, heading, title, add, values, row }) {
  const rows = [];
  const box = h("div", { class: "entries" });
  const message = h("p", { class: "field-error", hidden: true });
  const button = h(
    "button",
    { type: "button", class: "button secondary", "data-testid": `add-${name}`, onclick: () => append(null, true) },
    add,
  );
  const whole = {
    label: heading,
    pointer,
    input: button,
    isMissing: false,
    set error(text) {
      message.hidden = text === null;
      message.textContent = text ?? "";
    },
  };

  function append(value, focus) {
    const entry = row(value);
    entry.legend = h("legend", {});
    const remove = h(
      "button",
      { type: "button", class: "button quiet", "data-testid": "remove-entry", onclick: () => takeAway(entry) },
      t("part.entries.remove"),
    );
    entry.element = h("fieldset", { class: "entry" }, entry.legend, entry.content, remove);
    entry.remove = remove;
    rows.push(entry);
    box.append(entry.element);
    number();
    if (focus) Object.values(entry.fields)[0].input.focus();
  }

  function takeAway(entry) {
    rows.splice(rows.indexOf(entry), 1);
    entry.element.remove();
    number();
    button.focus();
  }

  function number() {
    rows.forEach((entry, index) => {
      const words = t("part.entries.number", { title, number: index + 1 });
      entry.legend.textContent = words;
      entry.remove.setAttribute("aria-label", t("part.entries.remove_this", { entry: words }));
      entry.element.dataset.testid = `${name}-${index + 1}`;
      for (const [part, field] of Object.entries(entry.fields))
        field.pointer = `${pointer}/${index}${part && `/${part}`}`;
    });
  }

  values.forEach((value) => append(value, false));
  return {
    element: h("div", { class: "entry-list" }, h("h2", {}, heading), message, box, button),
    fields: () => [whole, ...rows.flatMap(({ fields }) => Object.values(fields))],
    read: () => rows.map((entry) => entry.read()),
  };
}
