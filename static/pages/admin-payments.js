// The desk of payments: search first, then the orders that fit. What it is narrowed by stands in the address, so that
// numbers elsewhere lead here and a reload changes nothing.
import { api } from "../lib/api.js";
import { fillWith, h } from "../lib/dom.js";
import { formatTime } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { formatAmount } from "../lib/money.js";
import { startPage } from "../lib/page.js";
import { emptyState } from "../parts/empty.js";
import { orderTag } from "../parts/order-tag.js";
import { pager } from "../parts/pager.js";
import { roomy, tableBox } from "../parts/table.js";
import { deskFrame, narrowedTo, orderLink } from "./admin/frame.js";
import { orderFilters } from "./admin/order-filters.js";

const COLUMNS = ["order", "made", "person", "exam", "price", "refunded", "status"];
const NUMBERS = new Set(["price", "refunded"]);

await startPage({ title: "page.admin.title", signIn: "required" }, async ({ main, query }) => {
  const filters = await orderFilters(query);
  const body = h("tbody", {});
  const head = COLUMNS.map((name) =>
    h("th", { scope: "col", class: NUMBERS.has(name) ? "number" : null }, t(`page.admin.column_${name}`)),
  );
  const caption = h("caption", { class: "visually-hidden" }, t("page.admin.orders"));
  const list = pager({
    load: (cursor) => api.get("/api/admin/payments/orders", { ...filters.asked(), cursor }),
    row: orderRow,
    empty: () => emptyState(t("page.admin.no_orders"), h("p", {}, t("page.admin.no_orders_hint"))),
    container: body,
    host: tableBox(h("table", {}, caption, h("thead", {}, h("tr", {}, head)), body)),
  });
  filters.onSearch(() => void list.start());
  fillWith(main, deskFrame(t("page.admin.orders")), filters.element, list);
  await list.start();
});

function orderRow(order) {
  const { id, account, exam, price, refunded } = order;
  const person = h("a", { href: narrowedTo({ account: account.id }) }, account.name);
  return h(
    "tr",
    { "data-testid": "order-row" },
    h("th", { scope: "row" }, orderLink(id)),
    h("td", {}, roomy(formatTime(order.created_at))),
    h("td", {}, roomy(person), h("div", { class: "fine" }, account.email)),
    h("td", {}, roomy(h("a", { href: narrowedTo({ exam: exam.id }) }, exam.title))),
    h("td", {}, h("span", { class: "amount" }, formatAmount(price))),
    h("td", {}, h("span", { class: "amount" }, refunded && refunded.amount_minor > 0 ? formatAmount(refunded) : "–")),
    h("td", {}, orderTag(order.status)),
  );
}
