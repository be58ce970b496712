// The right answer of a question in words, as a released result carries it.
import { h } from "../lib/dom.js";
import { formatDecimal } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { responseText } from "./response-text.js";

/** `question.correct_answer` is tagged by `kind`; the texts of options come from the question itself. */
export function correctText(question) {
  const answer = question.correct_answer;
  switch (answer.kind) {
    case "options":
      return responseText(question, { choices: answer.options });
    case "truth":
      return responseText(question, { choice: String(answer.choice) });
    case "pairs":
      return responseText(question, { pairs: answer.pairs });
    case "texts":
      return lines(answer.texts);
    case "numbers":
      return lines(answer.ranges.map(rangeText));
    default:
      return h("p", { class: "fine" }, t("page.result.by_hand"));
  }
}

function lines(texts) {
  return h(
    "ul",
    { class: "response" },
    texts.map((text) => h("li", {}, text)),
  );
}

function rangeText(range) {
  const { value, tolerance, from, to } = Object.fromEntries(
    Object.entries(range).map(([name, number]) => [name, formatDecimal(number)]),
  );
  if (from !== undefined) return t("page.result.between", { from, to });
  if (tolerance !== undefined) return t("page.result.about", { value, tolerance });
  return value;
}
