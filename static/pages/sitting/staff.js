// Who supervises a sitting: proctors and markers, by their addresses.
import { api } from "../../lib/api.js";
import { fillWith, h } from "../../lib/dom.js";
import { form } from "../../lib/form.js";
import { t } from "../../lib/i18n.js";
import { actionButton } from "../../parts/action-button.js";
import { emptyState } from "../../parts/empty.js";
import { field } from "../../parts/field.js";

/** `path` is the sitting's address in the API, `staff` its StaffCards. */
export function staffBlock(path, staff) {
  const list = h("ul", { class: "plain-list", "data-testid": "staff-list" });
  const email = field({ name: "email", label: t("page.schedule.staff"), type: "email", required: true });
  const show = (now) => {
    fillWith(list, now.map(row));
    fillWith(nobody, now.length === 0 && emptyState(t("page.sitting.no_staff")));
  };
  const nobody = h("div", {});
  const refresh = async () => show((await api.get(path)).staff);
  const row = ({ account, name, email: address }) =>
    h(
      "li",
      { class: "staff-row" },
      h("span", {}, h("strong", {}, name), ` ${address}`),
      actionButton({
        label: t("page.sitting.dismiss", { name }),
        act: async () => {
          await api.delete(`${path}/staff/${encodeURIComponent(account)}`);
          await refresh();
          email.input.focus();
        },
        testid: "dismiss",
        kind: "quiet",
      }),
    );
  const send = async (values) => {
    await api.post(`${path}/staff`, values);
    email.input.value = "";
    await refresh();
    return t("page.schedule.staff_done", { email: values.email });
  };
  show(staff);
  const add = form({ fields: [email], button: t("page.schedule.staff_button"), send, testid: "staff", quiet: true });
  return h("section", {}, list, nobody, add);
}
