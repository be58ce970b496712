// The status of an order and of what belongs to it, as a tag.
import { t } from "../lib/i18n.js";
import { tag } from "./tag.js";

const KINDS = {
  opening: "info",
  awaiting_payment: "info",
  authorized: "info",
  paid: "good",
  partially_refunded: "neutral",
  refunding: "info",
  refunded: "neutral",
  failed: "bad",
  expired: "neutral",
  cancelled: "neutral",
  review: "warning",
};
/** Every status, in the order of an order's life. */
export const STATUSES = Object.keys(KINDS);

/** An order is open in these. */
export const OPEN_STATUSES = ["opening", "awaiting_payment", "authorized"];

const PAYMENT_KINDS = { captured: "good", failed: "bad", authorized: "info", created: "info", released: "neutral" };
const REFUND_KINDS = { processed: "good", failed: "bad", unknown: "warning", due: "info", pending: "info" };

/** Whether an order gives access until its `access_until`: what was given back whole does not. */
export function opensExam({ status, access, access_until: until }) {
  if (status === "refunding") return Boolean(until) && access.has_access;
  return Boolean(until) && ["paid", "partially_refunded"].includes(status);
}

/** `status` is that of an OrderView. */
export function orderTag(status) {
  return tag(KINDS[status] ?? "neutral", t(`part.order.${status}`));
}

/** `status` is that of a payment at the gateway. */
export function paymentTag(status) {
  return tag(PAYMENT_KINDS[status] ?? "neutral", t(`part.payment.${status}`));
}

/** `status` is that of a refund. */
export function refundTag(status) {
  return tag(REFUND_KINDS[status] ?? "neutral", t(`part.refund.${status}`));
}
