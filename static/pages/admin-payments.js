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
import { roomy, stackingBox, stackingRow } from "../parts/table.js";
import { deskFrame, narrowedTo, orderLink } from "./admin/frame.js";
import { orderFilters } from "./admin/order-filters.js";

const COLUMNS = ["order", "made", "person", "exam", "price", "refunded", "status"];
const NUMBERS = new Set(["price", "refunded"]);

await startPage({ title: "page.admin.title", signIn: "required" }, async ({ main, query }) => {
  const filters = await orderFilters(query);
  const body = h("tbody", {});
  const columns = COLUMNS.map((name) => {
    const words = t(`page.admin.column_${name}`);
    return NUMBERS.has(name) ? { number: words } : words;
  });
  const box = stackingBox(t("page.admin.orders"), columns, body);
  // The heading above says it to those who see.
  box.querySelector("caption").className = "visually-hidden";
  const list = pager({
    load: (cursor) => api.get("/api/admin/payments/orders", { ...filters.asked(), cursor }),
    row: (order) => orderRow(columns, order),
    empty: () => emptyState(t("page.admin.no_orders"), h("p", {}, t("page.admin.no_orders_hint"))),
    container: body,
    host: box,
  });
  filters.onSearch(() => void list.start());
  fillWith(main, deskFrame(t("page.admin.orders")), filters.element, list);
  await list.start();
});

function orderRow(columns, order) {
  const { id, account, exam, price, refunded } = order;
  const amount = (money) => h("span", { class: "amount" }, formatAmount(money));
  const row = stackingRow(columns, [
    orderLink(id),
    roomy(formatTime(order.created_at)),
    [h("a", { href: narrowedTo({ account: account.id }) }, account.name), h("div", { class: "fine" }, account.email)],
    h("a", { href: narrowedTo({ exam: exam.id }) }, exam.title),
    amount(price),
    refunded ? amount(refunded) : "–",
    orderTag(order.status),
  ]);
  row.dataset.testid = "order-row";
  return row;
}
