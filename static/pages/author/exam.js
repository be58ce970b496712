// One exam of an author, in the order in which a teacher makes it: questions, paper, sitting, catalogue. Each step says how
// far it has come.
import { api } from "../../lib/api.js";
import { fillWith, h } from "../../lib/dom.js";
import { formatTime } from "../../lib/format.js";
import { t, tn } from "../../lib/i18n.js";
import { actionButton } from "../../parts/action-button.js";
import { tag } from "../../parts/tag.js";
import { totalsText } from "./paper/totals-text.js";
import { sittingsBlock } from "./sittings.js";

/** Fills `main` with the exam `id`. */
export async function showExam(main, id) {
  const path = `/api/exams/${encodeURIComponent(id)}`;
  const exam = await api.get(`/api/my/authored/${encodeURIComponent(id)}`);
  document.title = `${exam.title} – ${t("page.product")}`;
  fillWith(
    main,
    h("h1", { lang: exam.language }, exam.title),
    h("p", {}, exam.summary, " ", h("a", { href: `/exam?id=${encodeURIComponent(id)}` }, t("page.author.public_page"))),
    h(
      "ol",
      { class: "steps" },
      questionsStep(exam, `/author?exam=${encodeURIComponent(id)}`),
      paperStep(exam),
      sittingStep(exam),
      publishStep(exam, path),
    ),
    sittingsBlock(exam),
  );
}

function questionsStep(exam, home) {
  const count = exam.bank_questions;
  return step(
    "questions",
    count > 0,
    tn("page.steps.bank", count),
    link(`${home}&view=import`, "to-import", t("page.import.title"), count === 0),
    link(`${home}&view=bank`, "to-bank", t("page.bank.title")),
    link(`${home}&view=pictures`, "to-pictures", t("page.pictures.title")),
  );
}

function paperStep({ id, paper, bank_questions: banked }) {
  const state = paper
    ? `${t("page.steps.paper_version", { version: paper.version })} · ${totalsText(paper)}`
    : t("page.steps.no_paper");
  const href = `/author/paper?exam=${encodeURIComponent(id)}`;
  const words = t(paper ? "page.steps.edit_paper" : "page.steps.make_paper");
  return step("paper", paper !== null, state, link(href, "to-paper", words, banked > 0 && !paper));
}

function sittingStep({ id, sittings, next_sitting: next, paper }) {
  const plan = `/sitting?exam=${encodeURIComponent(id)}`;
  const planned = next
    ? t("page.steps.next_sitting", { title: next.title, time: formatTime(next.window_opens_at) })
    : t(sittings.length > 0 ? "page.steps.sittings_over" : "page.steps.no_sitting");
  return step(
    "sitting",
    next !== null,
    paper ? planned : t("page.steps.paper_first"),
    paper && link(plan, "plan-sitting", t("page.schedule.title"), !next),
  );
}

function publishStep({ published_at: at, paper }, path) {
  const publish = async () => {
    await api.post(`${path}/publish`);
    location.reload();
  };
  const label = t("page.author.publish");
  return step(
    "publish",
    at !== null,
    at ? t("page.steps.published", { time: formatTime(at) }) : t("page.steps.unpublished"),
    !at && paper && actionButton({ label, act: publish, testid: "publish-exam", kind: "secondary" }),
  );
}

function step(name, done, state, ...actions) {
  return h(
    "li",
    { class: "card step", "data-testid": `step-${name}` },
    h("h2", {}, t(`page.steps.${name}`)),
    h("p", {}, tag(done ? "good" : "neutral", t(done ? "page.steps.done" : "page.steps.open")), " ", state),
    h("p", { class: "hint" }, t(`page.steps.${name}_hint`)),
    h("div", { class: "form-actions" }, actions),
  );
}

function link(href, testid, words, first = false) {
  return h("a", { class: first ? "button" : "button secondary", href, "data-testid": testid }, words);
}
