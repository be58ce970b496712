// The editor of one question: its fields, a preview that can be tried, and what becomes of an edit that came too late.
import { api } from "../../lib/api.js";
import { fillWith, h } from "../../lib/dom.js";
import { form } from "../../lib/form.js";
import { t, tn } from "../../lib/i18n.js";
import { Problem } from "../../lib/problem.js";
import { banner } from "../../parts/banner.js";
import { differences } from "../../parts/differences.js";
import { field } from "../../parts/field.js";
import { takePictures } from "./pictures.js";
import { previewBlock } from "./preview.js";
import { questionFields } from "./question-fields.js";
import { shelvesBlock } from "./shelves.js";

/** Fills `main` with the editor of the question `id` of an exam, or of a new one for "new". */
export async function showQuestion(main, exam, id) {
  const path = `/api/exams/${encodeURIComponent(exam)}`;
  const home = `/author?exam=${encodeURIComponent(exam)}`;
  const sheet = id === "new" ? null : await api.get(`${path}/questions/${encodeURIComponent(id)}`);
  const title = sheet ? t("page.question.edit") : t("page.question.new");
  document.title = `${title} – ${t("page.product")}`;
  const editor = h("div", { class: "editor" });
  takePictures(editor, path);
  fillWith(
    main,
    h("h1", {}, title),
    h("p", {}, h("a", { href: `${home}&view=bank`, "data-testid": "to-bank" }, t("page.bank.title"))),
    sheet && facts(sheet, `${home}&question=${encodeURIComponent(id)}&view=history`),
    editor,
    sheet && shelvesBlock(`${path}/questions/${encodeURIComponent(id)}`, sheet),
  );
  if (sheet) edit(editor, path, sheet);
  else create(editor, path, home);
}

function facts(sheet, historyAddress) {
  const used = h("span", { "data-testid": "papers" }, tn("page.question.papers", sheet.papers));
  return h(
    "p",
    {},
    used,
    " · ",
    h("a", { href: historyAddress, "data-testid": "to-history" }, t("page.history.title")),
  );
}

function create(editor, path, home) {
  const fields = questionFields(null);
  const category = field({ name: "category", label: t("page.bank.category"), hint: t("page.question.category_hint") });
  const tags = field({ name: "tags", label: t("page.bank.tags"), hint: t("page.question.tags_hint") });
  const send = async () => {
    const command = { category: category.input.value, tags: listed(tags.input.value), question: fields.draft() };
    const made = await api.post(`${path}/questions`, command);
    location.assign(`${home}&question=${encodeURIComponent(made.id)}`);
  };
  const preview = previewBlock(path, fields.draft);
  const all = () => [...fields.fields(), category, tags];
  const content = [fields.element, category, tags];
  const button = t("page.question.create");
  fillWith(
    editor,
    form({ fields: all, content, button, send, testid: "question", others: [preview.action] }),
    preview.element,
  );
}

function edit(editor, path, sheet) {
  const address = `${path}/questions/${encodeURIComponent(sheet.id)}`;
  const fields = questionFields(sheet.question);
  const preview = previewBlock(path, fields.draft);
  const version = h("p", { class: "fine", "data-testid": "version" });
  const conflict = h("div", {});
  let base = sheet.version;
  const tell = () => (version.textContent = t("page.question.version", { version: base }));
  const save = async () => {
    conflict.replaceChildren();
    try {
      const stored = await api.put(address, { base_version: base, question: fields.draft() });
      const fresh = stored.version !== base;
      base = stored.version;
      tell();
      return fresh ? t("page.question.saved", { version: base }) : t("page.question.unchanged");
    } catch (problem) {
      if (!(problem instanceof Problem) || !problem.body.stored) throw problem;
      fillWith(conflict, collision(problem.body));
      conflict.querySelector("h2").focus();
      return null;
    }
  };
  const collision = ({ stored, differences: list }) => [
    h("h2", { tabindex: "-1" }, t("page.question.conflict")),
    banner(
      "warning",
      t("page.question.conflict_title", { version: stored.version }),
      h("p", {}, t("page.question.conflict_detail")),
    ),
    differences(list, [t("page.question.theirs", { version: stored.version }), t("page.question.mine")]),
    h(
      "div",
      { class: "form-actions" },
      choose("keep-mine", t("page.question.keep_mine"), () => {
        base = stored.version;
        shown.requestSubmit();
      }),
      choose("take-theirs", t("page.question.take_theirs"), () => edit(editor, path, stored)),
    ),
  ];
  const button = t("page.question.save");
  const others = [preview.action];
  const shown = form({
    fields: fields.fields,
    content: fields.element,
    button,
    send: save,
    testid: "question",
    others,
  });
  tell();
  fillWith(editor, version, shown, conflict, preview.element);
}

function choose(testid, words, onclick) {
  return h("button", { type: "button", class: "button secondary", "data-testid": testid, onclick }, words);
}

function listed(text) {
  return text
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== "");
}
