// A response in words, for reviews and for comparing two versions of one answer.
import { h } from "../lib/dom.js";
import { t } from "../lib/i18n.js";
import { markup } from "../lib/markup.js";

/** A list of what was answered to `question`; says so when nothing was. */
export function responseText(question, response) {
  const lines = response ? linesOf(question, response) : [];
  if (lines.length === 0) return h("p", { class: "fine" }, t("part.response.none"));
  return h(
    "ul",
    { class: "response" },
    lines.map((line) => h("li", {}, line)),
  );
}

function linesOf(question, response) {
  if (question.kind === "true_false" && response.choice !== undefined)
    return [t(response.choice === "true" ? "room.true" : "room.false")];
  if (response.choice !== undefined) return [optionText(question, response.choice)];
  if (response.choices) return response.choices.map((id) => optionText(question, id));
  if (response.pairs)
    return Object.entries(response.pairs).map(([stem, match]) => [
      optionText({ options: question.stems }, stem),
      " → ",
      optionText({ options: question.matches }, match),
    ]);
  if (response.number !== undefined) return [`${response.number}${response.unit ? ` ${response.unit}` : ""}`];
  return response.text ? [h("span", { class: "written" }, response.text)] : [];
}

// An option that the paper does not have is shown by its id rather than hidden.
function optionText(question, id) {
  const option = question.options?.find((one) => one.id === id);
  return option ? markup(option.text) : id;
}
