// A dialog, for confirming what cannot be undone, and for the list of keys. The browser's own element keeps focus and
// Escape right.
import { h } from "../lib/dom.js";
import { t } from "../lib/i18n.js";

/**
 * Shows `title` and `content`; answers true when confirmed. `kind` "danger" marks what cannot be undone; `keep` is what
 * leaves everything as it is.
 */
export function confirmDialog({
  title,
  content,
  confirm,
  keep = t("part.dialog.cancel"),
  kind = "normal",
  testid = "dialog",
}) {
  const yes = h(
    "button",
    {
      type: "submit",
      value: "yes",
      class: kind === "danger" ? "button danger" : "button",
      "data-testid": `${testid}-confirm`,
    },
    confirm,
  );
  const no = h(
    "button",
    {
      type: "submit",
      value: "no",
      class: "button secondary",
      "data-testid": `${testid}-cancel`,
      formnovalidate: true,
      autofocus: true,
    },
    keep,
  );
  return open({ title, content, actions: [no, yes], testid }).then((value) => value === "yes");
}

/** Shows `title` and `content` with one button to close. */
export function showDialog({ title, content, testid = "dialog" }) {
  const close = h(
    "button",
    { type: "submit", value: "no", class: "button", "data-testid": `${testid}-close`, autofocus: true },
    t("part.dialog.close"),
  );
  return open({ title, content, actions: [close], testid });
}

function open({ title, content, actions, testid }) {
  const heading = h("h2", { id: `${testid}-title` }, title);
  const form = h("form", { method: "dialog" }, heading, content, h("div", { class: "form-actions" }, actions));
  const dialog = h("dialog", { "aria-labelledby": heading.id, "data-testid": testid }, form);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue);
    });
  });
}
