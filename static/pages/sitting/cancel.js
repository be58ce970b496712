// Calling a sitting off, as long as nobody has been there.
import { api } from "../../lib/api.js";
import { h } from "../../lib/dom.js";
import { t, tn } from "../../lib/i18n.js";
import { actionButton } from "../../parts/action-button.js";
import { confirmDialog } from "../../parts/dialog.js";

/** `path` is the sitting's address in the API; `exam` is where to go afterwards. `show(sheet)` follows the sitting. */
export function cancelBlock(path, exam) {
  let enrolled = 0;
  const act = async () => {
    const sure = await confirmDialog({
      title: t("page.sitting.cancel_title"),
      content: h("p", {}, tn("page.sitting.cancel_detail", enrolled)),
      confirm: t("page.sitting.cancel"),
      kind: "danger",
      testid: "cancel-dialog",
    });
    if (!sure) return;
    await api.delete(path);
    location.assign(`/author?exam=${encodeURIComponent(exam)}`);
  };
  const element = actionButton({ label: t("page.sitting.cancel"), act, testid: "cancel", kind: "danger" });
  const show = (sheet) => {
    enrolled = sheet.enrolled;
    element.hidden = sheet.entered > 0 || sheet.phase === "ended";
  };
  return { element, show };
}
