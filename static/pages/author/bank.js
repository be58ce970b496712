// An exam's question bank: search first, then the questions that fit.
import { api } from "../../lib/api.js";
import { fillWith, h } from "../../lib/dom.js";
import { formatMarks } from "../../lib/format.js";
import { t } from "../../lib/i18n.js";
import { emptyState } from "../../parts/empty.js";
import { field } from "../../parts/field.js";
import { pager } from "../../parts/pager.js";
import { tableBox, tableRow } from "../../parts/table.js";

const KINDS = ["single_choice", "multiple_choice", "true_false", "short_text", "numerical", "matching", "essay"];
const COLUMNS = ["name", "kind", "points", "version", "category", "tags", "papers"];

/** Fills `main` with the bank of the exam `id`. */
export async function showBank(main, id) {
  const path = `/api/exams/${encodeURIComponent(id)}`;
  const home = `/author?exam=${encodeURIComponent(id)}`;
  document.title = `${t("page.bank.title")} – ${t("page.product")}`;
  const filters = filterFields(await api.get(`${path}/bank`));
  const list = questionTable(path, home, filters);
  const search = h(
    "form",
    { role: "search", class: "bank-search", "data-testid": "bank-search" },
    Object.values(filters),
    h("button", { type: "submit", class: "button", "data-testid": "bank-search-submit" }, t("page.bank.search")),
  );
  const shelf = filters.shelf.input;
  shelf.addEventListener("change", async () => offer(filters, await api.get(`${path}/bank`, { shelf: shelf.value })));
  search.addEventListener("submit", (event) => {
    event.preventDefault();
    void list.start();
  });
  const create = { class: "button secondary", href: `${home}&question=new`, "data-testid": "new-question" };
  fillWith(
    main,
    h("h1", {}, t("page.bank.title")),
    h("p", {}, h("a", { href: home }, t("page.bank.back"))),
    search,
    h("p", {}, h("a", create, t("page.question.new"))),
    list,
  );
  await list.start();
}

function filterFields(survey) {
  const all = ["", t("page.bank.all")];
  const select = (name, options) => field({ name, label: t(`page.bank.${name}`), type: "select", options });
  const fields = {
    query: field({ name: "query", label: t("page.bank.query"), type: "search" }),
    category: select("category", [all]),
    tag: select("tag", [all]),
    kind: select("kind", [all, ...KINDS.map((kind) => [kind, t(`page.kind.${kind}`)])]),
    shelf: select(
      "shelf",
      ["active", "archive"].map((shelf) => [shelf, t(`page.bank.shelf_${shelf}`)]),
    ),
  };
  offer(fields, survey);
  return fields;
}

// The tree as a list whose entries are set in by their level; what was chosen stays chosen where it is still there.
function offer({ category, tag }, { categories, tags }) {
  const entry = (value, words) => h("option", { value }, words);
  const indented = ({ name, level, questions }) => `${"\u00a0".repeat(3 * (level - 1))}${name} (${questions})`;
  refill(
    category.input,
    categories.map((one) => entry(one.path, indented(one))),
  );
  refill(
    tag.input,
    tags.map((one) => entry(one.tag, `${one.tag} (${one.questions})`)),
  );
}

function refill(select, entries) {
  const chosen = select.value;
  fillWith(select, select.options[0], entries);
  select.value = chosen;
  if (select.selectedIndex < 0) select.selectedIndex = 0;
}

function questionTable(path, home, filters) {
  const body = h("tbody", {});
  const head = COLUMNS.map((column) => h("th", { scope: "col" }, t(`page.bank.${column}`)));
  const caption = h("caption", { class: "visually-hidden" }, t("page.bank.title"));
  const box = tableBox(h("table", {}, caption, h("thead", {}, h("tr", {}, head)), body));
  const asked = () => Object.fromEntries(Object.values(filters).map((one) => [one.name, one.value]));
  return pager({
    load: (cursor) => api.get(`${path}/questions`, { ...asked(), cursor }),
    row: (question) => questionRow(home, question),
    empty: () => emptyState(t("page.bank.empty"), h("p", {}, t("page.bank.empty_hint"))),
    container: body,
    host: box,
  });
}

function questionRow(home, question) {
  const address = `${home}&question=${encodeURIComponent(question.id)}`;
  return tableRow([
    h("a", { href: address, "data-testid": "question" }, question.name),
    t(`page.kind.${question.kind}`),
    formatMarks(question.points),
    String(question.version),
    question.category,
    question.tags.join(", "),
    String(question.papers),
  ]);
}
