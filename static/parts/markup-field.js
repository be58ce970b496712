// A field for a text of an author's, with the format that it is written in beside it.
import { h } from "../lib/dom.js";
import { t } from "../lib/i18n.js";
import { field } from "./field.js";

const FORMATS = ["plain", "markdown", "html", "moodle"];

/**
 * An eh-field whose `markup()` answers `{format, source}`. `value` is such a text or null; a text that is new is written
 * in `format`. Event `picture` (it bubbles; detail: a file that was pasted or dropped, or null): a picture is wanted in
 * the text, which `insertPicture(address, words)` puts where the cursor stands.
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
  const ask = (file) => element.dispatchEvent(new CustomEvent("picture", { bubbles: true, detail: file }));
  const add = h(
    "button",
    {
      type: "button",
      class: "button quiet",
      "aria-label": t("part.picture.add_to", { label }),
      "data-testid": `picture-${name}`,
      onclick: () => ask(null),
    },
    t("part.picture.title"),
  );
  for (const event of ["paste", "drop"])
    element.input.addEventListener(event, (given) => {
      const file = pictureOf(given.clipboardData ?? given.dataTransfer);
      if (!file) return;
      given.preventDefault();
      ask(file);
    });
  element.append(h("div", { class: "markup-tools" }, select, add));
  element.markup = () => ({ format: select.value, source: element.input.value });
  element.insertPicture = (address, words) => {
    // Plain text has no pictures: it goes on as the format that reads it as it stands, line breaks included.
    if (select.value === "plain") rewrite(element.input, escaped);
    if (select.value === "plain") select.value = "moodle";
    insert(element.input, select.value === "markdown" ? inMarkdown(address, words) : inHtml(address, words));
  };
  return element;
}

// A text that is pasted from a word processor comes with a picture of itself: then the text is meant.
function pictureOf(data) {
  if (!data || data.types.includes("text/plain")) return null;
  return [...data.files].find(({ type }) => type.startsWith("image/")) ?? null;
}

function inMarkdown(address, words) {
  return `![${words.replace(/[\\[\]]/g, "\\$&")}](${address})`;
}

function inHtml(address, words) {
  return `<img src="${address}" alt="${escaped(words).replaceAll('"', "&quot;")}">`;
}

function escaped(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function rewrite(input, change) {
  const [before, after] = [input.value.slice(0, input.selectionStart), input.value.slice(input.selectionStart)];
  input.value = change(before) + change(after);
  input.selectionStart = input.selectionEnd = change(before).length;
}

function insert(input, text) {
  input.setRangeText(text, input.selectionStart, input.selectionEnd, "end");
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.focus();
}
