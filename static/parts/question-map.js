// <eh-question-map>: every question with its state, by section. Each button says the state in words; sign and colour
// only repeat it.
import { fillWith, h, icon } from "../lib/dom.js";
import { t } from "../lib/i18n.js";

const SIGNS = { empty: "·", answered: "✓", unsaved: "…", trouble: "!" };

class QuestionMap extends HTMLElement {
  #buttons = new Map();

  /** `questions` with `id`, `position` and `section`; `choose(id)` is called when one is picked. */
  build(questions, choose) {
    const sections = groupBySection(questions);
    fillWith(
      this,
      [...sections].map(([title, list]) => [
        title !== "" && h("h2", {}, title),
        h(
          "ol",
          {},
          list.map((question) => h("li", {}, this.#button(question, choose))),
        ),
      ]),
      legend(),
    );
  }

  /** `state` is empty, answered, unsaved or trouble. Only what changed is drawn. */
  mark(id, { state, flagged, current }) {
    const { button, position, sign } = this.#buttons.get(id);
    button.className = `map-button ${state}`;
    sign.textContent = flagged ? "⚑" : SIGNS[state];
    const words = [t("room.question_number", { position }), t(`part.map.${state}`), flagged && t("part.map.flagged")];
    button.setAttribute("aria-label", words.filter(Boolean).join(", "));
    if (current) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
  }

  #button({ id, position }, choose) {
    const sign = icon(SIGNS.empty);
    const button = h(
      "button",
      { type: "button", class: "map-button", "data-testid": `map-${position}`, onclick: () => choose(id) },
      String(position),
      sign,
    );
    this.#buttons.set(id, { button, position, sign });
    return button;
  }
}

customElements.define("eh-question-map", QuestionMap);

function groupBySection(questions) {
  const sections = new Map();
  for (const question of questions)
    sections.set(question.section, [...(sections.get(question.section) ?? []), question]);
  return sections;
}

function legend() {
  const entries = Object.entries({ ...SIGNS, flagged: "⚑" });
  return h(
    "ul",
    { class: "map-legend", "aria-hidden": "true" },
    entries.map(([state, sign]) => h("li", {}, icon(sign), t(`part.map.${state}`))),
  );
}
