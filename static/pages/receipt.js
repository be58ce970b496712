// The receipt of a paid order, made to be printed and kept.
import { api } from "../lib/api.js";
import { fillWith, h } from "../lib/dom.js";
import { formatTime } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { formatAmount } from "../lib/money.js";
import { startPage } from "../lib/page.js";
import { emptyState } from "../parts/empty.js";
import { methodName } from "../parts/gateway.js";
import { pairs } from "../parts/pairs.js";
import { tableBox } from "../parts/table.js";

await startPage({ title: "page.bill.title", signIn: "required" }, async ({ main, query }) => {
  const id = query.get("id");
  const toPayments = h("p", { class: "no-print" }, h("a", { href: "/payments" }, t("page.payments.title")));
  if (!id) return fillWith(main, h("h1", {}, t("page.bill.title")), emptyState(t("page.order.which"), toPayments));
  const receipt = await api.get(`/api/payments/orders/${encodeURIComponent(id)}/receipt`);
  document.title = `${t("page.bill.title")} ${receipt.number} – ${t("page.product")}`;
  const print = { type: "button", class: "button", "data-testid": "print", onclick: () => window.print() };
  fillWith(
    main,
    h("h1", {}, t("page.bill.title")),
    h("p", { class: "lead", "data-testid": "institute" }, receipt.institute),
    head(receipt),
    linesTable(receipt),
    h("div", { class: "form-actions" }, h("button", print, t("page.result.print"))),
    toPayments,
  );
});

function head({ number, order, person, paid_at: paidAt, method }) {
  return pairs(
    [
      [t("page.bill.number"), number],
      [t("page.bill.paid_at"), formatTime(paidAt)],
      [t("page.bill.person"), `${person.name}, ${person.email}`],
      [t("page.bill.method"), methodName(method)],
      [t("page.order.number"), h("span", { class: "payment-id" }, order)],
    ],
    "receipt-head",
  );
}

function linesTable({ lines, total, refunds }) {
  const cells = (text, money, kind = null) =>
    h("tr", { class: kind }, h("th", { scope: "row" }, text), h("td", {}, amount(money)));
  const given = refunds.map(({ at, money }) => cells(t("page.bill.refund", { time: formatTime(at) }), negative(money)));
  return tableBox(
    h(
      "table",
      { "data-testid": "receipt-lines" },
      h("caption", {}, t("page.bill.lines")),
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          h("th", { scope: "col" }, t("page.bill.what")),
          h("th", { scope: "col", class: "number" }, t("page.bill.amount")),
        ),
      ),
      h(
        "tbody",
        {},
        lines.map(({ text, money }) => cells(text, money)),
      ),
      h("tbody", {}, cells(t("page.bill.total"), total, "total"), given),
    ),
  );
}

function amount(money) {
  return h("span", { class: "amount" }, formatAmount(money));
}

function negative({ amount_minor: minor, currency }) {
  return { amount_minor: -minor, currency };
}
