// Deciding about an order that was parked: what came in did not fit, and nobody but a person may say what it becomes.
import { api } from "../../lib/api.js";
import { h } from "../../lib/dom.js";
import { form } from "../../lib/form.js";
import { t, tn } from "../../lib/i18n.js";
import { banner } from "../../parts/banner.js";
import { confirmDialog } from "../../parts/dialog.js";
import { field } from "../../parts/field.js";
import { forgetProof, proofFields, proofOf, provenBy, saying } from "./proof.js";

/** `path` is the order's address in the API; `done(sheet)` shows the order as it is then. */
export function resolveBlock({ path, hasSecondFactor, done }) {
  let order = null;
  const decision = field({
    name: "decision",
    label: t("page.resolve.decision"),
    type: "select",
    required: true,
    options: [
      ["", t("page.refund.choose")],
      ["refund", t("page.resolve.refund")],
      ["grant", t("page.resolve.grant")],
    ],
    attributes: { "data-testid": "resolve-decision" },
  });
  const grant = decision.input.querySelector("[value=grant]");
  const lapses = h("p", {}, t("page.resolve.not_captured"));
  const proof = proofFields("resolve", hasSecondFactor);
  const send = async (values) => {
    if (!(await isSure(order, values.decision))) return;
    const body = { decision: values.decision, reason: values.reason, proof: proofOf(values) };
    const sheet = await provenBy(() => api.post(`${path}/resolve`, body));
    forgetProof(proof);
    done(sheet);
  };
  const element = h(
    "section",
    { "data-testid": "resolve" },
    banner("warning", t("page.resolve.title"), h("p", {}, t("page.resolve.detail")), lapses),
    form({ fields: [decision, ...proof], button: t("page.resolve.button"), send, testid: "resolve-form" }),
  );
  const show = (sheet) => {
    order = sheet.order;
    element.hidden = order.status !== "review";
    lapses.hidden = sheet.payments.some(({ status }) => status === "captured");
    if (lapses.hidden && !grant.isConnected) decision.input.append(grant);
    else if (!lapses.hidden) grant.remove();
  };
  return { element, show };
}

function isSure({ account, exam, access_days: days }, decision) {
  const args = { name: account.name, email: account.email, exam: exam.title };
  return confirmDialog({
    title: t(`page.resolve.question_${decision}`),
    content: saying(
      decision === "grant" ? tn("page.resolve.will_grant", days, args) : t("page.resolve.will_refund", args),
      t("page.refund.final"),
    ),
    confirm: t(`page.resolve.${decision}`),
    kind: "danger",
    testid: "resolve-dialog",
  });
}
