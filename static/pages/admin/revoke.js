// Taking access back: why, and what happens then.
import { api } from "../../lib/api.js";
import { fillWith, h } from "../../lib/dom.js";
import { t } from "../../lib/i18n.js";
import { asProblem } from "../../lib/problem.js";
import { actionButton } from "../../parts/action-button.js";
import { banner, problemBanner } from "../../parts/banner.js";
import { confirmDialog } from "../../parts/dialog.js";
import { reasonField, saying } from "./proof.js";

/** `said` takes what was done, since the row goes; `again` loads the list anew. */
export function revokeButton({ id, account, exam }, { said, again }) {
  const act = async () => {
    const reason = reasonField("revoke");
    const sure = await confirmDialog({
      title: t("page.access.revoke_question", { name: account.name }),
      content: [saying(t("page.access.revoke_detail", { name: account.name, exam: exam.title })), reason],
      confirm: t("page.access.revoke"),
      kind: "danger",
      testid: "revoke-dialog",
    });
    if (!sure) return;
    try {
      await api.post(`/api/admin/payments/access/${encodeURIComponent(id)}/revoke`, { reason: reason.value ?? "" });
      fillWith(said, banner("good", t("page.access.revoked", { name: account.name, exam: exam.title })));
      await again();
    } catch (error) {
      fillWith(said, problemBanner(asProblem(error)));
    }
    said.focus();
  };
  return actionButton({ label: t("page.access.revoke"), act, testid: "revoke", kind: "secondary" });
}
