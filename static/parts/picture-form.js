// What asks for a picture and for the words that stand for it. It is no form of its own, since it stands inside of one.
import { fillWith, h } from "../lib/dom.js";
import { t } from "../lib/i18n.js";
import { Problem } from "../lib/problem.js";
import { runOnce } from "./action-button.js";
import { field } from "./field.js";

/** What a file may be, for choosing one; the server looks at its content. */
const TYPES = "image/png,image/jpeg,image/gif,image/webp";

/**
 * `file` was pasted or dropped, or is null while none was chosen. `add(file, words)` may throw a Problem, after which
 * everything is still there; `close()` is called when there is nothing more to ask.
 */
export function pictureForm({ file = null, add, close }) {
  const chosen = field({
    name: "picture",
    label: t("part.picture.file"),
    type: "file",
    hint: t("part.picture.file_hint"),
    required: true,
    attributes: { accept: TYPES },
  });
  const words = field({
    name: "words",
    label: t("part.picture.words"),
    hint: t("part.picture.words_hint"),
    required: true,
    attributes: { maxlength: 1000 },
  });
  const name = h("p", { "data-testid": "picture-name" });
  const status = h("p", { role: "status", class: "fine" });
  const failed = h("div", {});
  const draw = () => {
    fillWith(name, file && t("part.picture.this_file", { name: file.name }));
    name.hidden = file === null;
    chosen.hidden = file !== null;
  };
  const send = () => {
    const picture = file ?? chosen.value;
    const said = words.input.value.trim();
    chosen.error = picture ? null : t("field.required");
    words.error = said ? null : t("field.required");
    if (!picture || !said) return (picture ? words : chosen).input.focus();
    return runOnce(button, failed, async () => {
      fillWith(status, t("part.picture.adding"));
      try {
        await add(picture, said);
      } catch (error) {
        // What is wrong with the file is said beside it, and another one is asked for.
        if (!(error instanceof Problem) || error.passing) throw error;
        chosen.error = error.errors[0]?.detail ?? error.detail;
        file = null;
        draw();
        return chosen.input.focus();
      } finally {
        fillWith(status);
      }
      close();
    });
  };
  const button = h(
    "button",
    { type: "button", class: "button", "data-testid": "add-picture", onclick: send },
    t("part.picture.add"),
  );
  const cancel = h("button", { type: "button", class: "button secondary", onclick: close }, t("part.dialog.cancel"));
  draw();
  const element = h(
    "div",
    { class: "entry", role: "group", "aria-label": t("part.picture.title"), "data-testid": "picture-form" },
    name,
    chosen,
    words,
    h("div", { class: "form-actions" }, button, cancel),
    status,
    failed,
  );
  element.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
    if (event.key !== "Enter" || !words.contains(event.target)) return;
    event.preventDefault();
    void send();
  });
  return { element, focus: () => (file ? words : chosen).input.focus() };
}
