// What a priced exam costs, what one gets for it, and how long what one has lasts.
import { h } from "../../lib/dom.js";
import { formatMoney, formatTime } from "../../lib/format.js";
import { t, tn } from "../../lib/i18n.js";
import { boughtNow } from "../../lib/terms-of-sale.js";
import { banner } from "../../parts/banner.js";
import { tag } from "../../parts/tag.js";

/** `pricing` is what the API says of the exam's price for `me`, who may be null. */
export function purchaseBlock(pricing, me) {
  const { access, open_order: openOrder } = pricing;
  return h(
    "section",
    { class: "card purchase", "data-testid": "purchase" },
    h("h2", {}, t("page.purchase.title")),
    access?.has_access ? owned(pricing) : offered(pricing),
    openOrder && h("div", {}, continued(openOrder)),
    way(pricing, me),
  );
}

function owned({ access, price, access_days: days, renewal_from: renewalFrom }) {
  const until = access.expires_at;
  const renewed = until && boughtNow({ access_days: days, renewal_from: renewalFrom ?? until }).until;
  return [
    h(
      "p",
      { "data-testid": "access" },
      tag("good", t("page.purchase.owned")),
      " ",
      until ? t("page.purchase.owned_until", { time: formatTime(until) }) : t("page.purchase.owned_always"),
    ),
    until &&
      price &&
      h(
        "p",
        { "data-testid": "renewal" },
        tn("page.purchase.renewal", days, {
          from: formatTime(until),
          until: formatTime(renewed),
          price: formatMoney(price),
        }),
      ),
  ];
}

function offered({ price, access_days: days, access }) {
  return [
    h("p", { class: "price", "data-testid": "price" }, formatMoney(price)),
    h("p", {}, tn("page.purchase.what", days)),
    access?.expires_at &&
      h("p", { "data-testid": "ran-out" }, t("page.purchase.ran_out", { time: formatTime(access.expires_at) })),
  ];
}

function continued({ id, status }) {
  const address = `/order?id=${encodeURIComponent(id)}`;
  const link = h("p", {}, h("a", { href: address, "data-testid": "to-order" }, t("page.purchase.see_order")));
  return status === "review"
    ? banner("warning", t("page.order.state.review"), h("p", {}, t("page.purchase.parked")), link)
    : banner("info", t("page.purchase.open_order"), link);
}

function way({ exam, access, open_order: openOrder }, me) {
  const checkout = `/checkout?exam=${encodeURIComponent(exam.id)}`;
  if (!me) return link(`/sign-in?next=${encodeURIComponent(checkout)}`, t("page.purchase.sign_in"), "button");
  if (!me.roles.includes("student")) return h("p", { class: "fine" }, t("page.purchase.students_only"));
  // Who was given access without an end has nothing to renew.
  if (access?.has_access && !access.expires_at) return null;
  // What was paid for it already is being looked at.
  if (openOrder?.status === "review") return null;
  if (openOrder) return link(checkout, t("page.purchase.go_on"), "button");
  if (access?.has_access) return link(checkout, t("page.purchase.renew"), "button secondary");
  return link(checkout, t("page.purchase.buy"), "button");
}

function link(href, words, kind) {
  return h("div", { class: "form-actions" }, h("a", { class: kind, href, "data-testid": "buy" }, words));
}
