// What some students would get: drawn by the server from the paper as it is on the page, and shown by the room's own part.
import { fillWith, h, setText } from "../../../lib/dom.js";
import { t } from "../../../lib/i18n.js";
import { runOnce } from "../../../parts/action-button.js";
import { banner } from "../../../parts/banner.js";
import { showPictures } from "../../../parts/picture.js";
import "../../../parts/question.js";
import { tag } from "../../../parts/tag.js";
import { authorsPictures } from "../pictures.js";
import { pointsText } from "./totals-text.js";

const FIRST = [1, 2, 3];

/** `look(numbers)` asks the server for samples; the block has `element`, `show()` and `outdate()`. */
export function samplesBlock(desk, look) {
  const heading = h("h2", { tabindex: "-1" }, t("page.paper.samples"));
  const state = h("p", { class: "hint", role: "status", "data-testid": "samples-state" });
  const choice = h("div", { class: "toolbar", role: "group", "aria-label": t("page.paper.samples_choice") });
  const trouble = h("div", {});
  const shown = h("div", { "data-testid": "sample" });
  const element = h("section", { class: "paper-samples", "data-testid": "samples", hidden: true }, heading, state, choice, trouble, shown);
  let samples = [];
  let next = FIRST.length + 1;

  async function show() {
    samples = (await look(FIRST)).samples;
    element.hidden = false;
    next = FIRST.length + 1;
    if (samples.length === 0) return void tell();
    pick(samples[0]);
    heading.focus();
  }

  async function another() {
    const [sample] = (await look([next])).samples;
    if (!sample) return void tell();
    next += 1;
    samples.push(sample);
    pick(sample);
  }

  function tell() {
    setText(state, "");
    fillWith(choice);
    fillWith(shown, banner("warning", t("page.paper.samples_none"), h("p", {}, t("page.paper.samples_none_hint"))));
    heading.focus();
  }

  function pick(sample) {
    setText(state, t("page.paper.samples_hint"));
    const button = (words, testid, pressed, onclick) => {
      const attributes = { type: "button", class: "button secondary", "data-testid": testid, "aria-pressed": pressed };
      return h("button", { ...attributes, onclick }, words);
    };
    fillWith(
      choice,
      samples.map((one) => {
        const words = t("page.paper.student", { number: one.number });
        return button(words, "student", String(one === sample), () => pick(one));
      }),
      button(t("page.paper.another"), "another-student", null, (event) => runOnce(event.target, trouble, another)),
    );
    fillWith(shown, studentPaper(desk.paper, sample));
    showPictures(shown, authorsPictures(desk.path));
  }

  return {
    element,
    show,
    /** The paper has changed since the samples were drawn. */
    outdate: () => samples.length > 0 && setText(state, t("page.paper.samples_outdated")),
  };
}

function studentPaper(paper, { paper: { sections } }) {
  const fixed = paper.asked;
  const mixed = paper.shuffleOptions === "shuffled";
  return [
    h("p", { class: "fine" }, t(mixed ? "page.paper.options_shuffled" : "page.paper.options_fixed")),
    sections.map((section, place) => [
      h("h3", {}, section.title || t("page.paper.section", { number: place + 1 })),
      h("p", { class: "fine" }, t(`page.paper.order_${paper.sections[place].shuffle}`)),
      section.questions.map((question) => questionCard(question, !fixed.has(question.id))),
    ]),
  ];
}

function questionCard(question, drawn) {
  const asked = h("eh-question", {});
  asked.build(question, null);
  asked.disabled = true;
  return h(
    "div",
    { class: "card", "data-testid": "sample-question" },
    h(
      "div",
      { class: "question-head" },
      h("h4", {}, t("page.paper.question_number", { number: question.position })),
      h(
        "span",
        {},
        drawn && tag("info", t("page.paper.drawn")),
        " ",
        pointsText(question.points),
      ),
    ),
    asked,
  );
}
