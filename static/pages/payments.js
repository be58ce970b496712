// What I have bought: each order with its status, the newest first.
import { api } from "../lib/api.js";
import { fillWith, h } from "../lib/dom.js";
import { formatTime } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { formatAmount } from "../lib/money.js";
import { startPage } from "../lib/page.js";
import { emptyState } from "../parts/empty.js";
import { facts } from "../parts/exam-facts.js";
import { opensExam, orderTag } from "../parts/order-tag.js";
import { pager } from "../parts/pager.js";

await startPage({ title: "page.payments.title", signIn: "required" }, async ({ main }) => {
  const orders = pager({
    load: (cursor) => api.get("/api/payments/history", { cursor }),
    row: orderRow,
    empty: () => emptyState(t("page.payments.empty"), h("p", {}, h("a", { href: "/" }, t("page.my.empty_hint")))),
  });
  fillWith(main, h("h1", {}, t("page.payments.title")), orders);
  await orders.start();
});

function orderRow(order) {
  const address = `/order?id=${encodeURIComponent(order.id)}`;
  const receipt = `/receipt?id=${encodeURIComponent(order.id)}`;
  return h(
    "li",
    { class: "card", "data-testid": "payment" },
    h("h2", {}, h("a", { href: address, "data-testid": "order-link" }, order.exam.title)),
    h("p", {}, orderTag(order.status)),
    facts([
      [t("page.order.price"), formatAmount(order.price)],
      order.refunded && order.refunded.amount_minor > 0 && [t("page.order.refunded"), formatAmount(order.refunded)],
      order.paid_at
        ? [t("page.order.paid_at"), formatTime(order.paid_at)]
        : [t("page.order.made"), formatTime(order.created_at)],
      opensExam(order) && [t("page.payments.access_until"), formatTime(order.access_until)],
    ]),
    order.receipt && h("p", {}, h("a", { href: receipt, "data-testid": "receipt-link" }, t("page.order.receipt"))),
  );
}
