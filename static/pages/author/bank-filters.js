// What a bank is searched by: words, category, tag, kind, and what may be archived.
import { fillWith, h } from "../../lib/dom.js";
import { t } from "../../lib/i18n.js";
import { field } from "../../parts/field.js";

const KINDS = ["single_choice", "multiple_choice", "true_false", "short_text", "numerical", "matching", "essay"];

/** The fields by their names; `survey` is what the bank consists of. */
export function filterFields(survey) {
  const all = ["", t("page.bank.all")];
  const select = (name, options) => field({ name, label: t(`page.bank.${name}`), type: "select", options });
  const fields = {
    query: field({ name: "query", label: t("page.bank.query"), type: "search" }),
    category: select("category", [all]),
    tag: select("tag", [all]),
    kind: select("kind", [all, ...KINDS.map((kind) => [kind, t(`page.kind.${kind}`)])]),
  };
  offerParts(fields.category.input, fields.tag.input, survey);
  return fields;
}

/** What the fields ask for. */
export function askedBy(fields) {
  return Object.fromEntries(Object.values(fields).map((one) => [one.name, one.value]));
}

/**
 * Fills two lists with the categories, set in by their level, and the tags of a bank, each with how many questions it has.
 * What was chosen stays chosen where it is still there.
 */
export function offerParts(category, tag, { categories, tags }) {
  const entry = (value, words) => h("option", { value }, words);
  const indented = ({ name, level, questions }) => `${"\u00a0".repeat(3 * (level - 1))}${name} (${questions})`;
  refill(
    category,
    categories.map((one) => entry(one.path, indented(one))),
  );
  refill(
    tag,
    tags.map((one) => entry(one.tag, `${one.tag} (${one.questions})`)),
  );
}

function refill(select, entries) {
  const chosen = select.value;
  fillWith(select, select.options[0], entries);
  select.value = chosen;
  if (select.selectedIndex < 0) select.selectedIndex = 0;
}
