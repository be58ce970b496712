// One exam of an author: import, questions, publishing, sittings.
import { api } from "../../lib/api.js";
import { fillWith, h } from "../../lib/dom.js";
import { t } from "../../lib/i18n.js";
import { actionButton } from "../../parts/action-button.js";
import { emptyState } from "../../parts/empty.js";
import { examFacts } from "../../parts/exam-facts.js";
import { pager } from "../../parts/pager.js";
import { tableBox, tableRow } from "../../parts/table.js";
import { importBlock } from "./import.js";
import { sittingsBlock } from "./sittings.js";

/** Fills `main` with the exam `id`. */
export async function showExam(main, id) {
  const path = `/api/exams/${encodeURIComponent(id)}`;
  const exam = await api.get(path);
  document.title = `${exam.title} – ${t("page.product")}`;
  const questions = questionTable(path);
  const sittings = sittingsBlock(exam, path);
  const publish = async () => {
    await api.post(`${path}/publish`);
    location.reload();
  };
  fillWith(
    main,
    h("h1", {}, exam.title),
    h("p", {}, exam.summary, " ", h("a", { href: `/exam?id=${encodeURIComponent(id)}` }, t("page.author.public_page"))),
    examFacts(exam),
    importBlock(path, () => questions.start()),
    h("h2", {}, t("page.author.questions")),
    questions,
    h("h2", {}, t("page.author.publish")),
    h("p", {}, t("page.author.publish_hint")),
    actionButton({ label: t("page.author.publish"), act: publish, testid: "publish-exam", kind: "secondary" }),
    sittings,
  );
  await questions.start();
}

function questionTable(path) {
  const body = h("tbody", {});
  const columns = ["name", "kind", "category"].map((column) =>
    h("th", { scope: "col" }, t(`page.author.question_${column}`)),
  );
  const box = tableBox(
    h(
      "table",
      {},
      h("caption", { class: "visually-hidden" }, t("page.author.questions")),
      h("thead", {}, h("tr", {}, columns)),
      body,
    ),
  );
  return pager({
    load: (cursor) => api.get(`${path}/questions`, { cursor }),
    row: (question) => tableRow([question.name, t(`page.kind.${question.kind}`), question.category ?? ""]),
    empty: () => emptyState(t("page.author.no_questions"), h("p", {}, t("page.author.no_questions_hint"))),
    container: body,
    host: box,
  });
}
