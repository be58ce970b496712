// The answers of a question, one after the other and without names. Keys 1 to 6 choose a level and go to the next
// criterion; Ctrl and Enter saves and goes on.
import { api } from "../../lib/api.js";
import { fillWith, h } from "../../lib/dom.js";
import { formatMarks, MARKS_PER_POINT } from "../../lib/format.js";
import { t, tn } from "../../lib/i18n.js";
import { markup } from "../../lib/markup.js";
import { asProblem } from "../../lib/problem.js";
import { actionButton, runOnce } from "../../parts/action-button.js";
import { problemBanner } from "../../parts/banner.js";
import { emptyState } from "../../parts/empty.js";
import { showPictures } from "../../parts/picture.js";
import { progress } from "../../parts/progress.js";
import { conflictBox } from "./conflict.js";
import { markForm } from "./mark-form.js";
import { listenToKeys } from "./keys.js";
import { progressText } from "./progress-text.js";

/** Fills `main` with the next answer of `question`. */
export async function showAnswers(main, marking, question) {
  const path = `/api/sittings/${encodeURIComponent(marking.sitting)}/marking/${encodeURIComponent(question.id)}/next`;
  const desk = { marking, question, path, wanted: "unmarked", sheet: null, form: null };
  desk.counter = h("div", { "data-testid": "progress", role: "status" });
  desk.place = h("div", {});
  desk.trouble = h("div", {});
  document.title = `${t("page.marking.title")} – ${question.name} – ${t("page.product")}`;
  fillWith(
    main,
    h("h1", {}, question.name),
    desk.counter,
    h(
      "details",
      { open: true },
      h("summary", {}, worth(question.points)),
      h("div", { lang: marking.language }, markup(question.text)),
    ),
    desk.trouble,
    desk.place,
    h("p", {}, h("a", { href: `/marking?sitting=${encodeURIComponent(marking.sitting)}` }, t("page.marking.back"))),
  );
  const pictures = `/api/sittings/${encodeURIComponent(marking.sitting)}/marking/pictures`;
  showPictures(main, (digest) => `${pictures}/${encodeURIComponent(digest)}`);
  listenToKeys(desk);
  await next(desk);
}

function worth(points) {
  return tn("page.marking.question", points / MARKS_PER_POINT, { points: formatMarks(points) });
}

/** Takes the next answer; a refusal stays above the answer that is shown. */
async function next(desk) {
  const taken = await api.post(desk.path, { wanted: desk.wanted, after: desk.sheet?.id ?? null });
  fillWith(desk.trouble);
  count(desk, taken);
  desk.sheet = taken.answer;
  desk.form = null;
  if (taken.answer) return showSheet(desk);
  fillWith(desk.place, nothingLeft(desk, taken));
  desk.place.querySelector("button")?.focus();
}

function count({ counter }, { marked, total }) {
  fillWith(counter, progress(marked, total, progressText({ marked, total })));
}

function showSheet(desk) {
  const { marking, question, sheet } = desk;
  const heading = h(
    "h2",
    { tabindex: "-1", "data-testid": "answer-number" },
    t("page.marking.answer", { number: String(sheet.number).padStart(6, "0") }),
  );
  desk.form = markForm(question, sheet);
  const save = h(
    "button",
    { type: "button", class: "button", "data-testid": "save-mark", onclick: () => desk.save() },
    t("page.marking.save"),
  );
  const failed = h("div", {});
  desk.save = () => runOnce(save, failed, () => saveMark(desk, sheet.version));
  const pass = () => next(desk);
  const skip = actionButton({ label: t("page.marking.skip"), act: pass, testid: "skip", kind: "secondary" });
  fillWith(
    desk.place,
    heading,
    h(
      "div",
      { class: "marking-columns" },
      h("div", { class: "card answer-sheet", lang: marking.language, "data-testid": "answer" }, sheet.text),
      h(
        "div",
        {},
        desk.form.element,
        h("p", { class: "fine" }, t("page.marking.keys")),
        h("div", { class: "form-actions" }, save, skip),
        failed,
      ),
    ),
  );
  heading.focus();
}

async function saveMark(desk, version) {
  const mark = desk.form.read();
  if (!mark) return;
  try {
    await api.put(`/api/marking/${encodeURIComponent(desk.sheet.id)}`, { ...mark, version });
  } catch (error) {
    if (error.slug !== "conflict" || !error.body.stored) throw error;
    return showConflict(desk, mark, error.body.stored);
  }
  await goOn(desk);
}

function showConflict(desk, mine, stored) {
  const keep = () => goOn(desk);
  const replace = () => saveMark(desk, stored.version);
  const box = conflictBox({ question: desk.question, mine, stored, keep, replace });
  fillWith(desk.trouble, box);
  box.focus();
}

// What was saved is saved: that the next answer cannot be fetched is another trouble, with a way to try again.
async function goOn(desk) {
  try {
    await next(desk);
  } catch (error) {
    fillWith(desk.trouble, problemBanner(asProblem(error), { retry: () => goOn(desk) }));
  }
}

function nothingLeft(desk, { marked, total }) {
  const again = async () => {
    desk.wanted = "all";
    desk.sheet = null;
    await next(desk);
  };
  const isDone = marked === total;
  const label = t("page.marking.look_again");
  return h(
    "div",
    { "data-testid": "nothing-left" },
    emptyState(t(isDone ? "page.marking.all_marked" : "page.marking.rest_held")),
    marked > 0 && actionButton({ label, act: again, testid: "look-again", kind: "secondary" }),
  );
}
