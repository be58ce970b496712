// An exam's question bank: search first, then the questions that fit.
import { api } from "../../lib/api.js";
import { fillWith, h } from "../../lib/dom.js";
import { formatMarks } from "../../lib/format.js";
import { t } from "../../lib/i18n.js";
import { emptyState } from "../../parts/empty.js";
import { field } from "../../parts/field.js";
import { pager } from "../../parts/pager.js";
import { stackingBox, stackingRow } from "../../parts/table.js";
import { askedBy, filterFields, offerParts } from "./bank-filters.js";

const COLUMNS = ["name", "kind", "points", "version", "category", "tags", "papers"];

/** Fills `main` with the bank of the exam `id`. */
export async function showBank(main, id) {
  const path = `/api/exams/${encodeURIComponent(id)}`;
  const home = `/author?exam=${encodeURIComponent(id)}`;
  document.title = `${t("page.bank.title")} – ${t("page.product")}`;
  const shelf = field({
    name: "shelf",
    label: t("page.bank.shelf"),
    type: "select",
    options: ["active", "archive"].map((one) => [one, t(`page.bank.shelf_${one}`)]),
  });
  const filters = { ...filterFields(await api.get(`${path}/bank`)), shelf };
  const list = questionTable(path, home, filters);
  const search = h(
    "form",
    { role: "search", class: "bank-search", "data-testid": "bank-search" },
    Object.values(filters),
    h("button", { type: "submit", class: "button", "data-testid": "bank-search-submit" }, t("page.bank.search")),
  );
  const offer = async () =>
    offerParts(filters.category.input, filters.tag.input, await api.get(`${path}/bank`, { shelf: shelf.value }));
  shelf.input.addEventListener("change", offer);
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

function questionTable(path, home, filters) {
  const body = h("tbody", {});
  const columns = COLUMNS.map((column) => t(`page.bank.${column}`));
  const box = stackingBox(t("page.bank.title"), columns, body);
  box.querySelector("caption").className = "visually-hidden";
  return pager({
    load: (cursor) => api.get(`${path}/questions`, { ...askedBy(filters), cursor }),
    row: (question) => questionRow(home, columns, question),
    empty: () => emptyState(t("page.bank.empty"), h("p", {}, t("page.bank.empty_hint"))),
    container: body,
    host: box,
  });
}

function questionRow(home, columns, question) {
  const address = `${home}&question=${encodeURIComponent(question.id)}`;
  return stackingRow(columns, [
    h("a", { href: address, "data-testid": "question" }, question.name),
    t(`page.kind.${question.kind}`),
    formatMarks(question.points),
    String(question.version),
    question.category,
    question.tags.join(", "),
    String(question.papers),
  ]);
}
