// What is bought, for how much and for how long, and one button that leads to the provider's page. An order that waits
// already is gone on with: pressing twice, two tabs and a reload end in one order.
import { api } from "../lib/api.js";
import { fillWith, h, setText } from "../lib/dom.js";
import { formatMoney, formatTime } from "../lib/format.js";
import { t, tn } from "../lib/i18n.js";
import { OrderFollow } from "../lib/order-follow.js";
import { startPage } from "../lib/page.js";
import { postForm } from "../lib/post-form.js";
import { postOnce } from "../lib/post-once.js";
import { boughtNow } from "../lib/terms-of-sale.js";
import { runOnce } from "../parts/action-button.js";
import { banner } from "../parts/banner.js";
import { emptyState } from "../parts/empty.js";
import { gatewayMethods } from "../parts/gateway.js";
import { orderTag } from "../parts/order-tag.js";
import { pairs } from "../parts/pairs.js";

/** In these an order waits for a payment; in every other one its own page says what is the case. */
const PAYABLE = new Set(["opening", "awaiting_payment"]);

// Whoever comes back from the provider's page by the browser's own button sees what is the case now.
addEventListener("pageshow", ({ persisted }) => persisted && location.reload());

await startPage({ title: "page.checkout.title", signIn: "required" }, async ({ main, query }) => {
  const heading = h("h1", {}, t("page.checkout.title"));
  const exam = query.get("exam");
  if (!exam) return fillWith(main, heading, emptyState(t("page.checkout.which"), toCatalogue()));
  const pricing = await api.get(`/api/payments/exam/${encodeURIComponent(exam)}/pricing`);
  document.title = `${t("page.checkout.title")} – ${pricing.exam.title} – ${t("page.product")}`;
  if (!pricing.price) return fillWith(main, heading, emptyState(t("page.checkout.free"), toExam(pricing.exam)));
  const order = await presentOrder(pricing);
  if (order && !PAYABLE.has(order.status)) return location.replace(orderAddress(order));
  const box = h("div", { class: "checkout" });
  fillWith(main, heading, box);
  showOffer(box, pricing, order);
});

// The order that this place of the history led to the provider with comes before a new one: whoever goes back after paying,
// or after being told there that it is paid already, is not offered to pay once more.
async function presentOrder({ open_order: open }) {
  const id = history.state?.order ?? open?.id;
  return id ? api.get(`/api/payments/orders/${encodeURIComponent(id)}`) : null;
}

function showOffer(box, pricing, order, notice = order && waiting(order)) {
  // An order keeps the price it was made with.
  const { price, access_days: days } = order ?? pricing;
  const { from, until } = boughtNow({ access_days: days, renewal_from: pricing.renewal_from });
  // Nobody is sent on to pay another sum than the one that was shown here.
  const changed = (order) => showOffer(box, pricing, order, banner("warning", t("page.checkout.price_changed")));
  fillWith(
    box,
    h("p", { class: "lead" }, h("a", { href: examAddress(pricing.exam) }, pricing.exam.title)),
    notice,
    from &&
      banner(
        "info",
        t("page.checkout.renewal"),
        h("p", {}, t("page.checkout.renewal_detail", { from: formatTime(from) })),
      ),
    pairs(
      [
        [t("page.checkout.price"), h("span", { class: "price" }, formatMoney(price))],
        [t("page.checkout.what"), tn("page.purchase.what", days)],
        [t("page.checkout.until"), t("page.checkout.until_time", { time: formatTime(until) })],
        [t("page.checkout.provider"), providers(pricing.gateways)],
      ],
      "checkout",
    ),
    payButton(pricing.exam, price, changed),
    h("p", { class: "fine" }, t("page.checkout.safe")),
    h("p", {}, h("a", { href: examAddress(pricing.exam) }, t("page.checkout.back"))),
  );
}

function waiting(order) {
  const link = h("a", { href: orderAddress(order), "data-testid": "to-order" }, t("page.purchase.see_order"));
  return banner(
    "info",
    t("page.checkout.open_order", { time: formatTime(order.created_at) }),
    h("p", {}, orderTag(order.status), " ", t("page.checkout.open_order_detail")),
    h("p", {}, link),
  );
}

function providers(gateways = []) {
  return gateways.length === 0 ? t("page.checkout.some_provider") : gateways.map(gatewayMethods).join("; ");
}

function payButton(exam, price, changed) {
  const status = h("p", { role: "status" });
  const trouble = h("div", {});
  const label = t("page.checkout.pay", { price: formatMoney(price) });
  const button = h("button", { type: "button", class: "button", "data-testid": "pay" }, label);
  button.addEventListener("click", () => void runOnce(button, trouble, () => pay(exam, price, status, changed)));
  return [h("div", { class: "form-actions" }, button), status, trouble];
}

async function pay(exam, price, status, changed) {
  setText(status, t("page.checkout.preparing"));
  try {
    const order = await postOnce(`order.${exam.id}`, "/api/payments/create-order", { exam_id: exam.id });
    const { amount_minor: minor, currency } = order.price;
    if (minor !== price.amount_minor || currency !== price.currency) return changed(order);
    const checkout = order.checkout ?? (await prepared(order, status));
    // It came to an end meanwhile, and its page says how.
    if (!checkout) return location.assign(orderAddress(order));
    setText(status, t("page.checkout.going"));
    history.replaceState({ order: order.id }, "");
    await new Promise((_, reject) =>
      postForm(checkout, () => reject(new Error("The security policy holds the form."))),
    );
  } catch (error) {
    setText(status, "");
    // What was paid for it is looked at, as of since this page was shown.
    if (error.slug === "order-in-review") return location.assign(orderAddress({ id: error.body.order }));
    throw error;
  }
}

/** The checkout of an order that the provider is still being asked for; null when it is not to be paid any more. */
async function prepared(order, status) {
  const link = h("a", { href: orderAddress(order), "data-testid": "to-order" }, t("page.purchase.see_order"));
  fillWith(status, t("page.checkout.longer"), " ", link);
  const follow = new OrderFollow(order.id);
  const isReady = ({ checkout, status }) => checkout || !PAYABLE.has(status);
  await follow.start();
  if (!isReady(follow.order))
    await new Promise((resolve, reject) => {
      follow.addEventListener("change", () => isReady(follow.order) && resolve());
      follow.addEventListener("problem", () => follow.problem && !follow.problem.passing && reject(follow.problem));
    });
  follow.stop();
  return follow.order.checkout;
}

function orderAddress({ id }) {
  return `/order?id=${encodeURIComponent(id)}`;
}

function examAddress({ id }) {
  return `/exam?id=${encodeURIComponent(id)}`;
}

function toExam(exam) {
  return h("p", {}, h("a", { href: examAddress(exam) }, exam.title));
}

function toCatalogue() {
  return h("p", {}, h("a", { href: "/" }, t("page.catalogue.title")));
}
