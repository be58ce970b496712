// One order for those who look after payments: what was paid and given back, who did what when, every line of the ledger,
// and what can be done about it now.
import { api } from "../lib/api.js";
import { fillWith, h } from "../lib/dom.js";
import { formatTime } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { formatAmount } from "../lib/money.js";
import { startPage } from "../lib/page.js";
import { asProblem } from "../lib/problem.js";
import { actionButton } from "../parts/action-button.js";
import { problemBanner } from "../parts/banner.js";
import { emptyState } from "../parts/empty.js";
import { gatewayName } from "../parts/gateway.js";
import { opensExam, orderTag } from "../parts/order-tag.js";
import { pairs } from "../parts/pairs.js";
import { deskFrame, narrowedTo, shortId } from "./admin/frame.js";
import { ledgerTable, orderTimeline, paymentsTable, refundsTable } from "./admin/order-tables.js";
import { refundBlock } from "./admin/refund.js";
import { resolveBlock } from "./admin/resolve.js";

const ASK_EVERY_MS = 5000;
/** Something is under way in these. */
const MOVING = new Set(["opening", "awaiting_payment", "authorized", "refunding"]);

await startPage({ title: "page.admin.order", signIn: "required" }, async ({ main, query }) => {
  const id = query.get("id");
  if (!id) return fillWith(main, deskFrame(t("page.admin.order")), emptyState(t("page.order.which")));
  const path = `/api/admin/payments/orders/${encodeURIComponent(id)}`;
  const sheet = await api.get(path);
  const { on_since: hasSecondFactor } = await api.get("/api/auth/second-factor");
  document.title = `${t("page.admin.order")} ${shortId(id)} – ${t("page.product")}`;
  const view = orderView(path, { sheet, hasSecondFactor });
  fillWith(main, deskFrame(`${t("page.admin.order")} ${shortId(id)}`), view.element);
  setInterval(() => document.visibilityState === "visible" && void view.follow(), ASK_EVERY_MS);
});

function orderView(path, { sheet, hasSecondFactor }) {
  let present = sheet;
  const head = h("div", {});
  const story = h("section", {});
  const records = h("div", {});
  const trouble = h("div", {});
  const show = (next) => {
    present = next;
    fillWith(head, facts(present));
    fillWith(story, h("h2", {}, t("page.admin.timeline")), orderTimeline(present.timeline));
    fillWith(records, recordsOf(present));
    refund.show(present);
    resolve.show(present);
  };
  const reread = async () => show(await api.get(path));
  const refund = refundBlock({ hasSecondFactor, done: show, reread });
  const resolve = resolveBlock({ path, hasSecondFactor, done: show });
  const reconcile = actionButton({
    label: t("page.admin.reconcile_order"),
    act: async () => show(await api.post(`${path}/reconcile`)),
    testid: "reconcile",
    kind: "secondary",
  });
  const follow = async () => {
    if (!MOVING.has(present.order.status)) return;
    try {
      const next = await api.get(path);
      fillWith(trouble);
      if (JSON.stringify(next) !== JSON.stringify(present)) show(next);
    } catch (error) {
      fillWith(trouble, problemBanner(asProblem(error)));
    }
  };
  show(sheet);
  const element = h(
    "div",
    {},
    trouble,
    head,
    h(
      "div",
      { class: "columns" },
      story,
      h(
        "section",
        { class: "actions", "aria-labelledby": "actions" },
        h("h2", { id: "actions" }, t("page.admin.actions")),
        resolve.element,
        refund.element,
        h("p", { class: "hint" }, t("page.admin.reconcile_order_hint")),
        reconcile,
      ),
    ),
    records,
  );
  return { element, follow };
}

function facts({ order, refundable }) {
  const { account, exam, payment } = order;
  return pairs(
    [
      [t("page.order.status"), orderTag(order.status)],
      [
        t("page.admin.column_person"),
        [h("a", { href: narrowedTo({ account: account.id }) }, account.name), ` · ${account.email}`],
      ],
      [t("page.order.exam"), h("a", { href: narrowedTo({ exam: exam.id }) }, exam.title)],
      [t("page.order.price"), formatAmount(order.price)],
      [t("page.admin.refundable"), formatAmount(refundable)],
      [t("page.order.made"), formatTime(order.created_at)],
      [t("page.order.open_until"), formatTime(order.expires_at)],
      order.paid_at && [t("page.order.paid_at"), formatTime(order.paid_at)],
      opensExam(order) && [
        t("page.order.access"),
        t("page.order.access_span", { from: formatTime(order.access_from), until: formatTime(order.access_until) }),
      ],
      [t("page.order.provider"), gatewayName(order.gateway)],
      payment && [t("page.order.payment"), h("span", { class: "payment-id" }, payment.id)],
      [t("page.order.number"), h("span", { class: "payment-id" }, order.id)],
    ],
    "order-facts",
  );
}

function recordsOf(sheet) {
  return [
    h("h2", {}, t("page.admin.payments")),
    paymentsTable(sheet.payments),
    h("h2", {}, t("page.admin.refunds")),
    refundsTable(sheet.refunds),
    h("h2", {}, t("page.admin.ledger")),
    ledgerTable(sheet.ledger),
  ];
}
