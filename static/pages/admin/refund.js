// Giving money back, all of it or a part, with what becomes of the access. It says exactly what will happen, asks who
// does it, and asks once more.
import { h } from "../../lib/dom.js";
import { form } from "../../lib/form.js";
import { t } from "../../lib/i18n.js";
import { formatAmount, parseAmount, plainAmount } from "../../lib/money.js";
import { postOnce } from "../../lib/post-once.js";
import { confirmDialog } from "../../parts/dialog.js";
import { field } from "../../parts/field.js";
import { gatewayName } from "../../parts/gateway.js";
import { forgetProof, proofFields, proofOf, provenBy, saying, typedWrong } from "./proof.js";

/** `done(sheet)` shows the order as it is then; `reread()` does when nothing is known of it. */
export function refundBlock({ hasSecondFactor, done, reread }) {
  let present = null;
  const amount = field({
    name: "amount",
    label: t("page.refund.amount"),
    required: true,
    attributes: { inputmode: "decimal", autocomplete: "off", maxlength: 20, "data-testid": "refund-amount" },
  });
  amount.pointer = "/amount_minor";
  const left = h("p", { class: "hint", "data-testid": "refund-left" });
  const access = field({
    name: "access",
    label: t("page.refund.access"),
    type: "select",
    required: true,
    options: [
      ["", t("page.refund.choose")],
      ["revoke", t("page.refund.revoke")],
      ["keep", t("page.refund.keep")],
    ],
    attributes: { "data-testid": "refund-access" },
  });
  const proof = proofFields("refund", hasSecondFactor);
  const send = async (values) => {
    const money = moneyOf(values.amount, present.refundable);
    const { order } = present;
    if (!(await isSure(order, money, values.access))) return undefined;
    const body = {
      order_id: order.id,
      amount_minor: money.amount_minor,
      access: values.access,
      reason: values.reason,
      proof: proofOf(values),
    };
    const purpose = `refund.${order.id}.${money.amount_minor}.${values.access}`;
    try {
      done(await provenBy(() => postOnce(purpose, "/api/payments/refund", body)));
    } catch (error) {
      // Another refund may be the reason, and is to be seen beside the refusal.
      await reread().catch(() => null);
      throw error;
    }
    forgetProof(proof);
    return t("page.refund.asked", { amount: formatAmount(money) });
  };
  const element = h(
    "details",
    { class: "command", "data-testid": "refund" },
    h("summary", {}, t("page.refund.title")),
    left,
    form({
      fields: [amount, access, ...proof],
      button: t("page.refund.button"),
      send,
      testid: "refund-form",
      quiet: true,
    }),
  );
  const show = (sheet) => {
    const isNew = present?.refundable.amount_minor !== sheet.refundable.amount_minor;
    present = sheet;
    const isLeft = sheet.refundable.amount_minor > 0;
    left.textContent = isLeft
      ? t("page.refund.left", { amount: formatAmount(sheet.refundable) })
      : t("page.refund.nothing");
    if (isNew) amount.input.value = isLeft ? plainAmount(sheet.refundable) : "";
    element.querySelector("form").hidden = !isLeft;
  };
  return { element, show };
}

function moneyOf(text, refundable) {
  const { currency, amount_minor: most } = refundable;
  const minor = parseAmount(text, currency);
  if (minor === null || minor === 0)
    throw typedWrong("/amount_minor", t("page.refund.no_amount", { example: plainAmount(refundable) }));
  if (minor > most) throw typedWrong("/amount_minor", t("page.refund.too_much", { amount: formatAmount(refundable) }));
  return { amount_minor: minor, currency };
}

function isSure(order, money, access) {
  const { account, exam } = order;
  const args = { exam: exam.title, name: account.name };
  return confirmDialog({
    title: t("page.refund.question", { amount: formatAmount(money) }),
    content: saying(
      t("page.refund.will_pay", {
        amount: formatAmount(money),
        price: formatAmount(order.price),
        name: account.name,
        email: account.email,
        provider: gatewayName(order.gateway),
      }),
      t(`page.refund.will_${access}`, args),
      t("page.refund.final"),
    ),
    confirm: t("page.refund.confirm", { amount: formatAmount(money) }),
    kind: "danger",
    testid: "refund-dialog",
  });
}
