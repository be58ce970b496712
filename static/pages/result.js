// The result of one attempt: marks, each question with what was answered, and the receipt. Made to be printed as well.
import { api } from "../lib/api.js";
import { fillWith, h } from "../lib/dom.js";
import { formatMarks, formatTime, MARKS_PER_POINT } from "../lib/format.js";
import { t, tn } from "../lib/i18n.js";
import { markup } from "../lib/markup.js";
import { drawFormulas } from "../lib/mathematics.js";
import { startPage } from "../lib/page.js";
import { asProblem } from "../lib/problem.js";
import { roomName } from "../lib/room-state.js";
import { banner, problemBanner } from "../parts/banner.js";
import { correctText } from "../parts/correct-text.js";
import { showPictures } from "../parts/picture.js";
import { responseText } from "../parts/response-text.js";
import { tag } from "../parts/tag.js";

await startPage({ title: "page.result.title", signIn: "required" }, async ({ main, me, query }) => {
  const base = `/api/attempts/${encodeURIComponent(query.get("attempt") ?? "")}`;
  const [result, receipt] = await Promise.all([settle(api.get(`${base}/result`)), settle(api.get(`${base}/receipt`))]);
  if (result.problem && receipt.problem) throw result.problem;
  fillWith(
    main,
    h("h1", {}, t("page.result.title")),
    result.value && h("p", { class: "lead", "data-testid": "exam" }, roomName(result.value)),
    h("p", {}, me.name),
    result.problem ? notHere(result.problem) : review(result.value),
    receipt.problem
      ? problemBanner(receipt.problem, { retry: () => location.reload() })
      : receiptBox(receipt.value, base),
  );
  showPictures(main, (digest) => `${base}/pictures/${encodeURIComponent(digest)}`);
  await drawFormulas(main);
});

// That a result is still to come is nothing that went wrong.
function notHere(problem) {
  if (problem.slug === "result-not-released") return banner("info", problem.title, h("p", {}, problem.detail));
  return problemBanner(problem, { retry: () => location.reload() });
}

async function settle(promise) {
  try {
    return { value: await promise };
  } catch (error) {
    return { problem: asProblem(error) };
  }
}

function review(result) {
  const print = h(
    "button",
    { type: "button", class: "button secondary", "data-testid": "print", onclick: () => window.print() },
    t("page.result.print"),
  );
  return [
    result.score === undefined || result.score === null
      ? h("p", {}, t("page.result.no_score"))
      : h(
          "p",
          { class: "score", "data-testid": "score" },
          tn("page.result.score", result.max / MARKS_PER_POINT, {
            score: formatMarks(result.score),
            max: formatMarks(result.max),
          }),
        ),
    result.provisional && banner("info", t("page.result.provisional"), h("p", {}, t("page.result.provisional_detail"))),
    h("div", { class: "form-actions" }, print),
    h("h2", {}, t("page.result.questions")),
    result.questions.map((question) => questionBox(question, result.language)),
  ];
}

function questionBox(question, language) {
  return h(
    "section",
    { class: "card review", "data-testid": `review-${question.position}` },
    h(
      "div",
      { class: "question-head" },
      h("h3", {}, t("room.question_number", { position: question.position })),
      markTag(question),
    ),
    h("div", { lang: language }, markup(question.text)),
    question.response !== undefined && [
      h("h4", {}, t("page.result.your_answer")),
      responseText(question, question.response),
    ],
    question.correct_answer && [h("h4", {}, t("page.result.right_answer")), correctText(question)],
    question.criteria && [h("h4", {}, t("page.rubric.title")), criteriaList(question.criteria)],
    question.comment && [
      h("h4", {}, t("page.result.markers_comment")),
      h("p", { class: "plain-text", "data-testid": "comment" }, question.comment),
    ],
    question.feedback?.length > 0 && [
      h("h4", {}, t("page.result.feedback")),
      question.feedback.map((html) => h("div", {}, markup(html))),
    ],
  );
}

function criteriaList(criteria) {
  const line = ({ title, level, points, max }) => {
    const earned = t("page.result.points", { points: formatMarks(points), max: formatMarks(max) });
    return h("li", {}, h("strong", {}, title), t("part.colon"), `${level} (${earned})`);
  };
  return h("ul", { class: "criteria", "data-testid": "criteria" }, criteria.map(line));
}

function markTag({ awarded, points, correct }) {
  const max = formatMarks(points);
  if (correct === "pending" || awarded === null) return tag("info", t("page.result.waits", { max }));
  if (awarded === undefined) return null;
  const kind = awarded >= points ? "good" : awarded > 0 ? "warning" : "bad";
  return tag(kind, t("page.result.points", { points: formatMarks(awarded), max }));
}

function receiptBox(receipt, base) {
  const pairs = [
    ["attempt", receipt.attempt],
    ["last_seq", receipt.last_seq],
    ["answers", receipt.answers],
    ["closed_at", receipt.closed_at && formatTime(receipt.closed_at)],
    ["closed_by", receipt.closed_by && t(`room.closed.${receipt.closed_by}`)],
    ["head", receipt.head],
    ["key_id", receipt.key_id],
    ["signature", receipt.signature],
  ].filter(([, value]) => value !== undefined && value !== null);
  const rows = pairs.map(([name, value]) =>
    h("div", {}, h("dt", {}, t(`page.receipt.${name}`)), h("dd", { class: "mono" }, String(value))),
  );
  const verify = `/verify-receipt?attempt=${encodeURIComponent(receipt.attempt)}`;
  return h(
    "section",
    { class: "receipt", "data-testid": "receipt" },
    h("h2", {}, t("page.receipt.title")),
    h("p", {}, t("page.receipt.detail")),
    h("dl", { class: "receipt-rows" }, rows),
    h(
      "div",
      { class: "form-actions" },
      h(
        "a",
        {
          class: "button secondary",
          href: `${base}/receipt`,
          download: "receipt.json",
          "data-testid": "receipt-download",
        },
        t("page.receipt.download"),
      ),
      h(
        "a",
        { class: "button secondary", href: `${base}/log`, download: "answer-log.json", "data-testid": "log-download" },
        t("page.receipt.log"),
      ),
      h("a", { class: "button secondary", href: verify, "data-testid": "receipt-verify" }, t("page.receipt.verify")),
    ),
  );
}
