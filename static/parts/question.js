// <eh-question>: one question and the inputs for its kind. It speaks in responses as the API has them and knows neither
// saving nor clocks.
import { h } from "../lib/dom.js";
import { t } from "../lib/i18n.js";
import { markup, plainText } from "../lib/markup.js";
import { choiceGroup } from "./choice-group.js";

const FORMULA = /\\[([]/;

/**
 * Event `answer` (detail: `{response, typed}`): the response changed; `typed` for kinds where the person is probably
 * still typing. A null response withdraws the answer.
 */
class QuestionElement extends HTMLElement {
  #inputs = null;

  /** Draws `question` with the `response` given so far. */
  build(question, response) {
    this.question = question;
    const text = h("div", { class: "question-text", id: `text-${question.id}` }, markup(question.text));
    this.#inputs = INPUTS[question.kind](question, () => this.#changed(), text.id);
    this.#inputs.write(response);
    this.fieldset = h("fieldset", { "aria-labelledby": text.id }, this.#inputs.element);
    this.replaceChildren(text, this.fieldset);
    if (FORMULA.test(this.textContent)) void drawFormulas(this);
  }

  set disabled(disabled) {
    this.fieldset.disabled = disabled;
  }

  /** Shows another response, for example after a conflict was settled; tells nobody. */
  set response(response) {
    this.#inputs.write(response);
  }

  /** Chooses the option with this number, counted from 1, where the kind has options. */
  pick(number) {
    if (!this.fieldset.disabled) this.#inputs.pick?.(number);
  }

  /** Withdraws the answer. */
  clear() {
    this.#inputs.write(null);
    this.#changed();
  }

  #changed() {
    const detail = { response: this.#inputs.read(), typed: this.#inputs.typed ?? false };
    this.dispatchEvent(new CustomEvent("answer", { detail }));
  }
}

customElements.define("eh-question", QuestionElement);

const INPUTS = {
  single_choice: (question, changed) => choices("radio", question.options, changed),
  multiple_choice: (question, changed) => choices("checkbox", question.options, changed),
  true_false: (_, changed) =>
    choices(
      "radio",
      [
        { id: "true", words: t("room.true") },
        { id: "false", words: t("room.false") },
      ],
      changed,
    ),
  short_text: (_, changed, labelledBy) => textInput("text", changed, labelledBy),
  essay: (_, changed, labelledBy) => textInput("essay", changed, labelledBy),
  numerical: (_, changed, labelledBy) => textInput("number", changed, labelledBy),
  matching,
};

function choices(type, options, changed) {
  const group = choiceGroup({ type, options, changed });
  if (type === "radio")
    return {
      ...group,
      read: () => (group.chosen().length ? { choice: group.chosen()[0] } : null),
      write: (response) => group.choose(response ? [response.choice] : []),
    };
  return {
    ...group,
    read: () => (group.chosen().length ? { choices: group.chosen() } : null),
    write: (response) => group.choose(response?.choices ?? []),
  };
}

function textInput(kind, changed, labelledBy) {
  const shared = { "aria-labelledby": labelledBy, "data-testid": "answer-text", autocomplete: "off", oninput: changed };
  const input =
    kind === "essay"
      ? h("textarea", { rows: 12, ...shared })
      : h("input", {
          type: "text",
          inputmode: kind === "number" ? "decimal" : null,
          spellcheck: "false",
          class: `answer-${kind}`,
          ...shared,
        });
  const key = kind === "number" ? "number" : "text";
  return {
    element: kind === "number" ? [h("p", { class: "hint" }, t("room.number_hint")), input] : input,
    typed: true,
    read: () => (input.value.trim() === "" ? null : { [key]: input.value }),
    write: (response) => (input.value = response?.[key] ?? ""),
  };
}

function matching(question, changed) {
  const rows = question.stems.map((stem, index) => {
    const options = [
      h("option", { value: "" }, t("room.choose_match")),
      ...question.matches.map(({ id, text }) => h("option", { value: id }, plainText(text))),
    ];
    const select = h(
      "select",
      { id: `stem-${stem.id}`, "data-testid": `stem-${index + 1}`, onchange: changed },
      options,
    );
    return {
      stem,
      select,
      element: h("div", { class: "match-row" }, h("label", { for: select.id }, markup(stem.text)), select),
    };
  });
  const pairs = () =>
    Object.fromEntries(
      rows.filter(({ select }) => select.value !== "").map(({ stem, select }) => [stem.id, select.value]),
    );
  return {
    element: h(
      "div",
      { class: "matching" },
      rows.map(({ element }) => element),
    ),
    read: () => (Object.keys(pairs()).length ? { pairs: pairs() } : null),
    write: (response) => rows.forEach(({ stem, select }) => (select.value = response?.pairs?.[stem.id] ?? "")),
  };
}

// Most papers have no formula: what draws them is loaded for those that do.
async function drawFormulas(element) {
  const mathematics = await import("../lib/mathematics.js");
  await mathematics.drawFormulas(element);
}
