// What every page of the desk of payments begins with: its name, and the other places of the desk.
import { h } from "../../lib/dom.js";
import { t } from "../../lib/i18n.js";
import { tabs } from "../../parts/tabs.js";

const PLACES = [
  ["/admin/payments", "page.admin.orders"],
  ["/admin/payments/access", "page.admin.access"],
  ["/admin/payments/queue", "page.admin.queue"],
  ["/admin/payments/reconciliation", "page.admin.reconciliation"],
  ["/admin/payments/prices", "page.admin.prices"],
];

/** `title` is the page's own heading. */
export function deskFrame(title) {
  return [
    tabs(
      t("page.admin.label"),
      PLACES.map(([href, key]) => [href, t(key)]),
    ),
    h("h1", {}, title),
  ];
}

export function orderAddress(id) {
  return `/admin/payments/order?id=${encodeURIComponent(id)}`;
}

/** The end of an id, which is what differs among those of one day: enough to tell two apart in a list. */
export function shortId(id) {
  return id.slice(-8);
}

/** A link to an order, under the end of its id. */
export function orderLink(id) {
  return h("a", { href: orderAddress(id), class: "short-id", "data-testid": "order-link" }, shortId(id));
}

/** Orders of a list, narrowed: `narrowedTo({ account })`. */
export function narrowedTo(filters) {
  return `/admin/payments?${new URLSearchParams(filters)}`;
}
