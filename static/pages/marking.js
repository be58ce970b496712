// Marking by hand: the sittings I was asked to mark, what there is to mark in one, a question's rubric, and its answers
// one after the other.
import { api } from "../lib/api.js";
import { fillWith, h } from "../lib/dom.js";
import { formatMarks } from "../lib/format.js";
import { t, tn } from "../lib/i18n.js";
import { startPage } from "../lib/page.js";
import { emptyState } from "../parts/empty.js";
import { facts } from "../parts/exam-facts.js";
import { progress } from "../parts/progress.js";
import { showAnswers } from "./marking/answers.js";
import { progressText } from "./marking/progress-text.js";
import { showRubric } from "./marking/rubric.js";

await startPage({ title: "page.marking.title", signIn: "required" }, async ({ main, query }) => {
  const id = query.get("sitting");
  if (!id) return listSittings(main);
  const marking = await api.get(`/api/sittings/${encodeURIComponent(id)}/marking`);
  const question = marking.questions.find((one) => one.id === query.get("question"));
  if (!question) return showQuestions(main, marking);
  if (query.get("edit") === "rubric") return showRubric(main, marking, question);
  return showAnswers(main, marking, question);
});

async function listSittings(main) {
  const { items } = await api.get("/api/my/marking");
  const rows = items.map((marking) =>
    h(
      "li",
      { class: "card" },
      h("h2", {}, h("a", { href: `/marking?sitting=${encodeURIComponent(marking.sitting)}` }, sittingName(marking))),
      h("p", {}, tn("page.marking.waiting", marking.unmarked)),
    ),
  );
  fillWith(
    main,
    h("h1", {}, t("page.marking.title")),
    rows.length > 0
      ? h("ul", { class: "plain-list" }, rows)
      : emptyState(t("page.marking.no_sittings"), h("p", {}, t("page.marking.no_sittings_hint"))),
  );
}

function showQuestions(main, marking) {
  document.title = `${t("page.marking.title")} – ${marking.title} – ${t("page.product")}`;
  fillWith(
    main,
    h("h1", {}, t("page.marking.title")),
    h("p", { class: "lead" }, sittingName(marking)),
    h("p", { "data-testid": "unmarked" }, tn("page.marking.waiting", marking.unmarked)),
    marking.editable &&
      h(
        "p",
        {},
        h("a", { href: `/results?sitting=${encodeURIComponent(marking.sitting)}` }, t("page.results.title")),
      ),
    marking.questions.length > 0
      ? h(
          "ul",
          { class: "plain-list" },
          marking.questions.map((question) => questionRow(marking, question)),
        )
      : emptyState(t("page.marking.no_questions")),
  );
}

function questionRow(marking, question) {
  const address = `/marking?sitting=${encodeURIComponent(marking.sitting)}&question=${encodeURIComponent(question.id)}`;
  const criteria = question.rubric?.criteria.length;
  return h(
    "li",
    { class: "card", "data-testid": "question-to-mark" },
    h("h2", {}, question.name),
    facts([
      [t("page.marking.worth"), formatMarks(question.points)],
      [t("page.rubric.title"), criteria ? tn("page.rubric.criteria", criteria) : t("page.rubric.none")],
    ]),
    h("p", {}, progress(question.marked, question.total, progressText(question))),
    h(
      "div",
      { class: "form-actions" },
      h("a", { class: "button", href: address, "data-testid": "mark-question" }, t("page.marking.start")),
      marking.editable &&
        h(
          "a",
          { class: "button secondary", href: `${address}&edit=rubric`, "data-testid": "edit-rubric" },
          t(question.rubric ? "page.rubric.edit" : "page.rubric.make"),
        ),
    ),
  );
}

function sittingName({ exam_title: exam, title }) {
  return `${exam} – ${title}`;
}
