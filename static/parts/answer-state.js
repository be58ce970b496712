// <eh-answer-state>: what has become of an answer, in words. "Saved" is said only with the server's number.
import { fillWith, icon } from "../lib/dom.js";
import { t, tn } from "../lib/i18n.js";

const SIGNS = { empty: "·", saved: "✓", waiting: "…", sending: "↑", refused: "×", conflict: "!" };

class AnswerState extends HTMLElement {
  #shown = "";

  /** The state of one question, as the answer book tells it. */
  show({ state, seq, late, problem }, offline) {
    this.#draw(state, {
      empty: () => t("part.answer.empty"),
      saved: () => t(late ? "part.answer.saved_late" : "part.answer.saved", { seq }),
      waiting: () => t(offline ? "part.answer.kept" : "part.answer.waiting"),
      sending: () => t("part.answer.sending"),
      refused: () => problem.detail,
      conflict: () => t("part.answer.conflict"),
    });
  }

  /** All answers of an attempt together; the worst is said first. */
  showAll({ unsaved, refused, conflicts, seq }) {
    if (conflicts > 0) return this.#draw("conflict", { conflict: () => tn("part.answers.conflicts", conflicts) });
    if (refused > 0) return this.#draw("refused", { refused: () => tn("part.answers.refused", refused) });
    if (unsaved > 0) return this.#draw("waiting", { waiting: () => tn("part.answers.unsaved", unsaved) });
    return this.#draw(seq > 0 ? "saved" : "empty", {
      saved: () => t("part.answers.saved", { seq }),
      empty: () => t("part.answers.none"),
    });
  }

  #draw(state, texts) {
    const text = texts[state]();
    if (this.#shown === state + text) return;
    this.#shown = state + text;
    this.className = `answer-state ${state === "sending" ? "waiting" : state}`;
    this.dataset.state = state;
    fillWith(this, icon(SIGNS[state]), text);
  }
}

customElements.define("eh-answer-state", AnswerState);
