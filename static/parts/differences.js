// What differs between two versions of a question, side by side: what was taken away is struck out on the left, what was
// added is underlined on the right.
import { h } from "../lib/dom.js";
import { t } from "../lib/i18n.js";
import { emptyState } from "./empty.js";

const WORDS = {
  kind: (word) => t(`page.kind.${word}`),
  correct: (word) => t(`room.${word}`),
  case: (word) => t(`page.question.case_${word}`),
};

/** `names` are what the two sides are called; `list` the differences as the API tells them. */
export function differences(list, names) {
  if (list.length === 0) return emptyState(t("part.differences.none"));
  return h(
    "div",
    { class: "differences", "data-testid": "differences" },
    list.map((one) => difference(one, names)),
  );
}

function difference({ field, place, pieces }, [before, after]) {
  const name = t(`part.differences.${field}`);
  const title = place ? t("part.entries.number", { title: name, number: place }) : name;
  const words = WORDS[field] ?? ((text) => text);
  const side = (version, gone, tag) => {
    const shown = pieces.filter(({ kind }) => kind !== gone);
    const texts = shown.map(({ kind, text }) => (kind === "kept" ? words(text) : h(tag, {}, words(text))));
    return h(
      "div",
      { class: "side" },
      h("p", { class: "fine" }, version),
      h("p", { class: "value" }, texts.length > 0 ? texts : h("em", {}, t("part.differences.nothing"))),
    );
  };
  return h(
    "section",
    { class: "difference", "data-testid": `difference-${field}` },
    h("h3", {}, title),
    h("div", { class: "sides" }, side(before, "added", "del"), side(after, "removed", "ins")),
  );
}
