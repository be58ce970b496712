// One order of the person who looks: what is the case, what comes next, and what to do if nothing comes. It changes by
// itself, and it may be closed at any time: everything that is shown lies at the server.
import { api } from "../lib/api.js";
import { fillWith, h } from "../lib/dom.js";
import { formatTime } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { OrderFollow } from "../lib/order-follow.js";
import { startPage } from "../lib/page.js";
import { Problem } from "../lib/problem.js";
import { formatAmount } from "../lib/money.js";
import { banner, problemBanner } from "../parts/banner.js";
import { emptyState } from "../parts/empty.js";
import { gatewayName } from "../parts/gateway.js";
import { opensExam, orderTag } from "../parts/order-tag.js";
import { pairs } from "../parts/pairs.js";
import { statePanel } from "./order/state.js";

await startPage({ title: "page.order.title", signIn: "required" }, async ({ main, query }) => {
  const id = query.get("id");
  if (!id) return showNone(main, query.get("problem"));
  const follow = new OrderFollow(id);
  await follow.start();
  // Said by the address once: what the order became afterwards is more than how one came back.
  const came = { how: ["cancelled", "failed"].find((how) => query.has(how)) ?? null, version: follow.order.version };
  const state = h("div", { class: "order-state", role: "status", "data-testid": "order-state" });
  const trouble = h("div", {});
  const twice = h("div", {});
  const details = h("div", {});
  const cancel = async () => follow.take(await api.post(`${pathOf(id)}/cancel`));
  let shown = "";
  const show = () => {
    const { order } = follow;
    const how = order.version === came.version ? came.how : null;
    const panel = statePanel(order, how, cancel);
    // A live region speaks again whenever it is filled.
    if (panel.key !== shown) {
      shown = panel.key;
      state.className = `order-state ${panel.kind}`;
      const wasInside = state.contains(document.activeElement);
      fillWith(state, panel.content);
      // What had the focus is gone; it stays near rather than at the top of the page.
      if (wasInside) state.querySelector("h2").focus();
      document.title = `${panel.title} – ${t("page.product")}`;
    }
    fillWith(twice, order.surplus?.amount_minor > 0 && paidTwice(order));
    fillWith(details, facts(order));
  };
  follow.addEventListener("change", show);
  follow.addEventListener("problem", () => fillWith(trouble, follow.problem && awayBanner(follow.problem)));
  fillWith(
    main,
    h("h1", {}, t("page.order.title")),
    state,
    twice,
    trouble,
    h("h2", {}, t("page.order.details")),
    details,
    h("p", {}, h("a", { href: "/payments", "data-testid": "to-payments" }, t("page.payments.title"))),
  );
  show();
});

function showNone(main, problem) {
  const told =
    problem === "signature-invalid" &&
    problemBanner(
      new Problem({
        type: `/problems/${problem}`,
        title: t("problem.signature-invalid.title"),
        detail: t("problem.signature-invalid.detail"),
      }),
    );
  const link = h("p", {}, h("a", { href: "/payments" }, t("page.payments.title")));
  fillWith(main, h("h1", {}, t("page.order.title")), told ? [told, link] : emptyState(t("page.order.which"), link));
}

function paidTwice({ surplus }) {
  const detail = h("p", {}, t("page.order.twice_detail", { amount: formatAmount(surplus) }));
  return h("div", { "data-testid": "paid-twice" }, banner("info", t("page.order.twice"), detail));
}

function facts(order) {
  const { exam, payment, refunded } = order;
  return pairs(
    [
      [t("page.order.exam"), h("a", { href: `/exam?id=${encodeURIComponent(exam.id)}` }, exam.title)],
      [t("page.order.price"), formatAmount(order.price)],
      [t("page.order.status"), orderTag(order.status)],
      [t("page.order.made"), formatTime(order.created_at)],
      order.status === "awaiting_payment" && [t("page.order.open_until"), formatTime(order.expires_at)],
      order.paid_at && [t("page.order.paid_at"), formatTime(order.paid_at)],
      opensExam(order) && [t("page.order.access"), accessText(order)],
      refunded && refunded.amount_minor > 0 && [t("page.order.refunded"), formatAmount(refunded)],
      [t("page.order.provider"), gatewayName(order.gateway)],
      payment && [t("page.order.payment"), h("span", { class: "payment-id" }, payment.id)],
      [t("page.order.number"), h("span", { class: "payment-id" }, order.id)],
    ],
    "order-facts",
  );
}

function accessText({ access_from: from, access_until: until }) {
  return t("page.order.access_span", { from: formatTime(from), until: formatTime(until) });
}

function awayBanner(problem) {
  if (!problem.passing) return problemBanner(problem);
  return banner("warning", t("page.order.away"), h("p", {}, t("page.order.away_detail")));
}

function pathOf(id) {
  return `/api/payments/orders/${encodeURIComponent(id)}`;
}
