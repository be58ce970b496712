// What an order's status means to the one who pays: a heading, what comes next, and what they can do.
import { h } from "../../lib/dom.js";
import { formatTime } from "../../lib/format.js";
import { t } from "../../lib/i18n.js";
import { formatAmount } from "../../lib/money.js";
import { actionButton } from "../../parts/action-button.js";
import { confirmDialog } from "../../parts/dialog.js";
import { gatewayName } from "../../parts/gateway.js";

const KINDS = { paid: "good", failed: "bad", review: "warning" };
/** Something comes by itself in these. */
const WAITING = new Set(["opening", "awaiting_payment", "authorized", "refunding", "review"]);
/** There is nothing to pay in these any more, but one can begin anew. */
const OVER = new Set(["expired", "cancelled"]);

/**
 * `how` is how one came back from the provider's page: cancelled, failed, or null; it speaks while the order still waits.
 * Answers `{key, kind, title, content}`: what has the same key reads the same.
 */
export function statePanel(order, how, cancel) {
  const isWaiting = order.status === "awaiting_payment";
  const state = stateOf(order, how);
  const title = t(`page.order.state.${state}`);
  const args = textArgs(order);
  return {
    key: JSON.stringify([state, args]),
    kind: state === "came_failed" ? "bad" : (KINDS[state] ?? ""),
    title,
    content: [
      h("h2", { tabindex: "-1", "data-testid": "state-title" }, title),
      h("p", {}, t(`page.order.detail.${state}`, args)),
      WAITING.has(state) && waitingFor(state, args),
      h("div", { class: "form-actions" }, actions(order, state), isWaiting && cancelButton(order, cancel)),
    ],
  };
}

function stateOf({ status, access_until: until }, how) {
  if (status === "awaiting_payment" && how !== null) return `came_${how}`;
  if (status !== "paid") return status;
  if (!until) return "paid_withdrawn";
  return Date.parse(until) <= Date.now() ? "paid_over" : "paid";
}

function textArgs(order) {
  return {
    exam: order.exam.title,
    price: formatAmount(order.price),
    provider: gatewayName(order.gateway),
    until: order.access_until ? formatTime(order.access_until) : "",
    from: order.access_from ? formatTime(order.access_from) : "",
    expires: formatTime(order.expires_at),
    refunded: order.refunded ? formatAmount(order.refunded) : "",
    number: order.id,
  };
}

function waitingFor(state, args) {
  return h(
    "dl",
    { class: "waiting-for", "data-testid": "waiting-for" },
    ["usually", "otherwise"].map((question) =>
      h(
        "div",
        {},
        h("dt", {}, t(`page.order.wait.${question}`)),
        h("dd", {}, t(`page.order.${question}.${state}`, args)),
      ),
    ),
    h("div", {}, h("dt", {}, t("page.order.wait.close")), h("dd", {}, t("page.order.close"))),
  );
}

function actions(order, state) {
  const exam = encodeURIComponent(order.exam.id);
  const checkout = `/checkout?exam=${exam}`;
  const examPage = `/exam?id=${exam}`;
  switch (state) {
    case "awaiting_payment":
      return link("pay-on", checkout, t("page.order.pay_on"), "button secondary");
    case "came_cancelled":
      return link("pay-on", checkout, t("page.order.pay_on"));
    case "came_failed":
    case "failed":
      return link("pay-again", checkout, t("page.order.try_again"));
    case "paid":
    case "paid_over":
    case "paid_withdrawn":
    case "partially_refunded":
      return [
        order.access.has_access
          ? link("to-exam", examPage, t("page.order.to_exam"))
          : link("buy-again", examPage, t("page.order.buy_again")),
        receiptLink(order),
      ];
    case "refunded":
    case "refunding":
      return [order.access.has_access && link("to-exam", examPage, t("page.order.to_exam")), receiptLink(order)];
    default:
      return OVER.has(state) && link("buy-again", checkout, t("page.order.buy_again"));
  }
}

function receiptLink({ id, receipt }) {
  if (!receipt) return null;
  return link("to-receipt", `/receipt?id=${encodeURIComponent(id)}`, t("page.order.receipt"), "button secondary");
}

function link(testid, href, words, kind = "button") {
  return h("a", { class: kind, href, "data-testid": testid }, words);
}

function cancelButton(order, cancel) {
  const act = async () => {
    const sure = await confirmDialog({
      title: t("page.order.cancel_title"),
      content: h("p", {}, t("page.order.cancel_detail", { exam: order.exam.title })),
      confirm: t("page.order.cancel"),
      keep: t("page.order.keep"),
      testid: "cancel-dialog",
    });
    if (sure) await cancel();
  };
  return actionButton({ label: t("page.order.cancel"), act, testid: "cancel-order", kind: "secondary" });
}
