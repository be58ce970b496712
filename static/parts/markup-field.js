// A field for a text of an author's, with the format that it is written in beside it.
import { h } from "../lib/dom.js";
import { t } from "../lib/i18n.js";
import { field } from "./field.js";

const FORMATS = ["plain", "markdown", "html", "moodle"];

/**
 * An eh-field whose `markup()` answers `{format, source}`. `value` is such a text or null; a text that is new is written
 * in `format`.
 */
export function markupField({ name, label, value = null, format = "plain", rows = 2, required = false, hint = null }) {
  const attributes = { rows, class: "mono" };
  const element = field({ name, label, type: "textarea", required, hint, value: value?.source ?? "", attributes });
  const select = h(
    "select",
    { class: "small-select", "aria-label": t("part.markup.format_of", { label }), "data-testid": `format-${name}` },
    FORMATS.map((one) => h("option", { value: one }, t(`part.markup.${one}`))),
  );
  select.value = value?.format ?? format;
  element.append(select);
  element.markup = () => ({ format: select.value, source: element.input.value });
  return element;
}
