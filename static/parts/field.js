// <eh-field>: a label, a hint, an input and its error, tied together for screen readers.
import { h } from "../lib/dom.js";
import { t } from "../lib/i18n.js";
import { instantAt } from "../lib/wall-time.js";

let fields = 0;

/**
 * A field named `name`. `type` is an input type, "textarea" or "select" (with `options` as [value, text]); `required`
 * and the other `attributes` go to the input. Its value is text, a number for type number, an RFC 3339 text for
 * datetime-local, and undefined when left empty.
 */
export function field({
  name,
  label,
  type = "text",
  hint = null,
  required = false,
  value = null,
  options = [],
  attributes = {},
}) {
  const element = document.createElement("eh-field");
  element.build({ name, label, type, hint, required, value, options, attributes });
  return element;
}

class Field extends HTMLElement {
  build({ name, label, type, hint, required, value, options, attributes }) {
    fields += 1;
    this.name = name;
    this.label = label;
    this.pointer = `/${name}`;
    this.type = type;
    const id = `field-${fields}-${name}`;
    this.input = input(type, options, { id, name, required, "data-testid": `field-${name}`, ...attributes });
    if (value !== null) this.input.value = value;
    this.message = h("p", { class: "field-error", id: `${id}-error`, hidden: true });
    const hintLine = hint && h("p", { class: "hint", id: `${id}-hint` }, hint);
    this.described = hint ? `${id}-hint` : "";
    const optional =
      !required &&
      !["select", "search", "date"].includes(type) &&
      h("span", { class: "fine" }, ` (${t("part.field.optional")})`);
    this.append(...[h("label", { for: id }, label, optional), hintLine, this.message, this.input].filter(Boolean));
    this.error = null;
  }

  /** The typed value in the form that the API takes. */
  get value() {
    const text = this.input.value;
    if (this.type === "file") return this.input.files[0];
    if (text === "") return undefined;
    if (this.type === "number") return Number(text);
    if (this.type === "datetime-local") return instantAt(text);
    return text;
  }

  get isMissing() {
    return this.input.required && this.input.value.trim() === "";
  }

  /** The message beside the field; null takes it away. */
  set error(text) {
    this.message.hidden = text === null;
    this.message.textContent = text ?? "";
    this.classList.toggle("has-error", text !== null);
    this.input.setAttribute("aria-invalid", String(text !== null));
    const described = [this.described, text !== null && this.message.id].filter(Boolean).join(" ");
    if (described) this.input.setAttribute("aria-describedby", described);
    else this.input.removeAttribute("aria-describedby");
  }
}

customElements.define("eh-field", Field);

function input(type, options, attributes) {
  if (type === "textarea") return h("textarea", { rows: 4, ...attributes });
  if (type === "select")
    return h(
      "select",
      attributes,
      options.map(([value, text]) => h("option", { value }, text)),
    );
  return h("input", { type, ...attributes });
}
