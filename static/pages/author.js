// The author's desk: my exams, and one of them with its questions and sittings.
import { api } from "../lib/api.js";
import { fillWith, h } from "../lib/dom.js";
import { form } from "../lib/form.js";
import { LANGUAGES, t } from "../lib/i18n.js";
import { startPage } from "../lib/page.js";
import { emptyState } from "../parts/empty.js";
import { field } from "../parts/field.js";
import { pager } from "../parts/pager.js";
import { examFacts } from "../parts/exam-facts.js";
import { showBank } from "./author/bank.js";
import { showExam } from "./author/exam.js";
import { showHistory } from "./author/history.js";
import { showImport } from "./author/import.js";
import { showPictureShelf } from "./author/picture-shelf.js";
import { showQuestion } from "./author/question.js";

await startPage({ title: "page.author.title", signIn: "required" }, async ({ main, query }) => {
  const id = query.get("exam");
  if (id) return showPlace(main, id, query.get("question"), query.get("view"));
  const list = pager({
    load: (cursor) => api.get("/api/my/authored", { cursor }),
    row: examRow,
    empty: () => emptyState(t("page.author.empty"), h("p", {}, t("page.author.empty_hint"))),
  });
  const forOthers = h("a", { href: "/marking", "data-testid": "to-my-marking" }, t("page.marking.for_others"));
  fillWith(
    main,
    h("h1", {}, t("page.author.title")),
    h("p", {}, forOthers),
    list,
    h("h2", {}, t("page.author.create")),
    createForm(),
  );
  await list.start();
});

function showPlace(main, exam, question, view) {
  if (question && view === "history") return showHistory(main, exam, question);
  if (question) return showQuestion(main, exam, question);
  const shown = { bank: showBank, import: showImport, pictures: showPictureShelf }[view] ?? showExam;
  return shown(main, exam);
}

function examRow(exam) {
  const title = h("a", { href: `/author?exam=${encodeURIComponent(exam.id)}`, "data-testid": "authored" }, exam.title);
  return h("li", { class: "card" }, h("h2", {}, title), h("p", {}, exam.summary), examFacts(exam));
}

function createForm() {
  const names = new Intl.DisplayNames([document.documentElement.lang], { type: "language" });
  const fields = [
    field({ name: "title", label: t("page.author.exam_title"), required: true }),
    field({ name: "summary", label: t("page.author.summary"), hint: t("page.author.summary_hint"), required: true }),
    field({ name: "description", label: t("page.author.description"), type: "textarea" }),
    field({
      name: "language",
      label: t("page.author.language"),
      type: "select",
      options: LANGUAGES.map((tag) => [tag, names.of(tag)]),
    }),
  ];
  const send = async ({ description = "", ...values }) => {
    const exam = await api.post("/api/exams", { ...values, description });
    location.assign(`/author?exam=${encodeURIComponent(exam.id)}`);
  };
  return form({ fields, button: t("page.author.create"), send, testid: "create-exam" });
}
