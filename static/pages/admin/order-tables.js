// The records of an order: its timeline, payments, refunds, and lines of the ledger.
import { h } from "../../lib/dom.js";
import { formatExactTime } from "../../lib/exact-time.js";
import { hasText, t } from "../../lib/i18n.js";
import { formatAmount } from "../../lib/money.js";
import { emptyState } from "../../parts/empty.js";
import { methodName } from "../../parts/gateway.js";
import { paymentTag, refundTag } from "../../parts/order-tag.js";
import { roomy, stackingTable, table } from "../../parts/table.js";
import { timeline } from "../../parts/timeline.js";

/** Everything that happened to the order, in its order. */
export function orderTimeline(events) {
  const entry = ({ at, source, kind, actor, detail }) => ({
    at,
    time: formatExactTime(at),
    what: worded("page.timeline", kind),
    who: [actor?.name, t(`page.timeline.source.${source}`)].filter(Boolean).join(", "),
    more: Object.entries(detail ?? {})
      .filter(([, value]) => value !== null)
      .map(([name, value]) => [worded("page.timeline.detail", name), shown(name, value)]),
  });
  return timeline(events.map(entry), "order-timeline");
}

export function paymentsTable(payments) {
  if (payments.length === 0) return emptyState(t("page.admin.no_payments"));
  const row = (payment) => [
    mono(payment.id),
    paymentTag(payment.status),
    t(`page.admin.role.${payment.role}`),
    amount(payment.money),
    feeText(payment),
    methodName(payment.method) ?? "–",
    payment.error_code ?? "–",
    roomy(formatExactTime(payment.seen_at)),
  ];
  return records(
    "payments",
    ["payment", "status", "role", "price", "fee", "method", "error", "seen"],
    payments.map(row),
  );
}

export function refundsTable(refunds) {
  if (refunds.length === 0) return emptyState(t("page.admin.no_refunds"));
  const row = (refund) => [
    roomy(formatExactTime(refund.created_at)),
    refundTag(refund.status),
    amount(refund.money),
    t(`page.admin.policy.${refund.policy}`),
    roomy(reasonText(refund)),
    refund.requested_by?.name ?? t("page.timeline.source.saga"),
    mono(refund.payment),
  ];
  const columns = ["asked", "status", "price", "access", "reason", "by", "payment"];
  return records("refunds", columns, refunds.map(row));
}

export function ledgerTable(lines) {
  if (lines.length === 0) return emptyState(t("page.admin.no_ledger"));
  const row = (line) => [
    String(line.entry),
    roomy(formatExactTime(line.at)),
    worded("page.timeline", line.kind),
    t(`page.ledger.account.${line.account}`),
    amount(line.money),
  ];
  const columns = ["entry", "booked", "kind", "ledger_account", "price"];
  // Its amounts are compared with one another.
  return records("ledger", columns, lines.map(row), table);
}

function feeText({ fee, tax }) {
  if (!fee) return "–";
  return tax ? t("page.admin.fee_with_tax", { fee: formatAmount(fee), tax: formatAmount(tax) }) : formatAmount(fee);
}

function reasonText({ reason, reason_kind: kind }) {
  const words = kind && kind !== "admin" ? worded("page.admin.refund_reason", kind) : null;
  return [words, reason].filter(Boolean).join(": ") || "–";
}

function records(name, columns, rows, draw = stackingTable) {
  const heads = columns.map((column) => {
    const text = t(`page.admin.column_${column}`);
    return column === "price" ? { number: text } : text;
  });
  const box = draw(t(`page.admin.${name}`), heads, rows);
  // The heading above says it to those who see.
  box.querySelector("caption").className = "visually-hidden";
  box.dataset.testid = `order-${name}`;
  return box;
}

function amount(money) {
  return h("span", { class: "amount" }, formatAmount(money));
}

function mono(text) {
  return h("span", { class: "payment-id" }, text);
}

// What is not in the catalogue is shown as the server names it, so that nothing of a record is hidden.
function worded(group, name) {
  const key = `${group}.${name}`;
  return hasText(key) ? t(key) : name.replaceAll("_", " ");
}

function shown(name, value) {
  const key = `page.timeline.value.${name}.${value}`;
  if (typeof value !== "object") return hasText(key) ? t(key) : String(value);
  return "amount_minor" in value ? formatAmount(value) : JSON.stringify(value);
}
