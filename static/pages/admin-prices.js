// What each exam costs and for how long: search first, then one exam's price. A price counts for orders that are made from
// then on; one that is open keeps the price it was made with.
import { api } from "../lib/api.js";
import { fillWith, h } from "../lib/dom.js";
import { formatMoney } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { startPage } from "../lib/page.js";
import { emptyState } from "../parts/empty.js";
import { facts } from "../parts/exam-facts.js";
import { field } from "../parts/field.js";
import { pager } from "../parts/pager.js";
import { deskFrame } from "./admin/frame.js";
import { priceForm } from "./admin/price-form.js";

await startPage({ title: "page.admin.prices", signIn: "required" }, async ({ main, query }) => {
  const exam = query.get("exam");
  return exam ? showOne(main, exam) : showAll(main);
});

async function showAll(main) {
  const search = field({
    name: "query",
    label: t("page.catalogue.search"),
    type: "search",
    attributes: { maxlength: 200, "data-testid": "prices-search" },
  });
  const list = pager({
    load: (cursor) => api.get("/api/exams", { query: search.input.value.trim(), cursor }),
    row: examRow,
    empty: () => emptyState(t("page.catalogue.empty")),
  });
  const button = h("button", { class: "button secondary", "data-testid": "prices-search-submit" });
  button.textContent = t("page.catalogue.find");
  const form = h("form", { class: "search", role: "search" }, search, button);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void list.start();
  });
  fillWith(main, deskFrame(t("page.admin.prices")), h("p", {}, t("page.prices.what")), form, list);
  await list.start();
}

function examRow({ id, title, price }) {
  const href = `/admin/payments/prices?exam=${encodeURIComponent(id)}`;
  return h(
    "li",
    { class: "card", "data-testid": "priced-exam" },
    h("h2", {}, h("a", { href, "data-testid": "price-link" }, title)),
    facts([[t("part.exam.price"), formatMoney(price)]]),
  );
}

async function showOne(main, exam) {
  const pricing = await api.get(`/api/payments/exam/${encodeURIComponent(exam)}/pricing`);
  document.title = `${t("page.admin.prices")} – ${pricing.exam.title} – ${t("page.product")}`;
  fillWith(
    main,
    deskFrame(pricing.exam.title),
    h("p", {}, t("page.prices.what")),
    priceForm(pricing),
    h("p", {}, h("a", { href: "/admin/payments/prices" }, t("page.prices.all"))),
    h("p", {}, h("a", { href: `/exam?id=${encodeURIComponent(exam)}` }, t("page.author.public_page"))),
  );
}
