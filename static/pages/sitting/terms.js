// What is done with the selected people: a group, extra time, or off the list. What is left as it is stays as it is.
import { api } from "../../lib/api.js";
import { fillWith, h, setText } from "../../lib/dom.js";
import { form } from "../../lib/form.js";
import { t, tn } from "../../lib/i18n.js";
import { confirmDialog } from "../../parts/dialog.js";
import { field } from "../../parts/field.js";

const MINUTES_MAX = 1440;

/**
 * `changed` is called when something was done. `show(rows)` follows the selection, `edit(row)` begins with what one
 * person has.
 */
export function termsForm(path, changed) {
  let rows = [];
  let choices = [];
  const count = h("p", { role: "status", "data-testid": "selected-count" });
  const group = field({ name: "choice", label: t("page.enrolments.column_group"), type: "select" });
  const label = field({
    name: "group",
    label: t("page.enrolments.new_group"),
    attributes: { maxlength: 80, "data-testid": "field-new-group" },
  });
  const minutes = field({
    name: "extra_time_s",
    label: t("page.enrolments.minutes"),
    hint: t("page.enrolments.minutes_hint"),
    type: "number",
    attributes: { min: 0, max: MINUTES_MAX, step: 1, inputmode: "numeric", "data-testid": "field-extra" },
  });
  const choice = () => choices[group.input.selectedIndex];
  const reveal = () => (label.hidden = !choice().isNew);
  group.input.addEventListener("change", reveal);
  const accounts = () => rows.map(({ account }) => account);
  const clear = () => {
    group.input.selectedIndex = 0;
    label.input.value = "";
    minutes.input.value = "";
    reveal();
  };
  const give = async () => {
    const command = { accounts: accounts(), group: choice().isNew ? label.input.value : choice().group };
    if (minutes.value !== undefined) command.extra_time_s = Math.round(minutes.value * 60);
    const { adjusted } = await api.post(`${path}/enrolments/terms`, command);
    clear();
    await changed();
    return tn("page.enrolments.adjusted", adjusted);
  };
  const remove = async () => {
    const sure = await confirmDialog({
      title: tn("page.enrolments.remove_title", rows.length),
      content: h("p", {}, t("page.enrolments.remove_detail")),
      confirm: t("page.enrolments.remove"),
      kind: "danger",
      testid: "remove-dialog",
    });
    if (!sure) return null;
    const { withdrawn, entered } = await api.post(`${path}/enrolments/withdraw`, { accounts: accounts() });
    await changed();
    const gone = tn("page.enrolments.removed", withdrawn);
    return entered > 0 ? `${gone} ${tn("page.enrolments.stay", entered)}` : gone;
  };
  const fields = [group, label, minutes];
  const others = [{ button: t("page.enrolments.remove"), send: remove, testid: "remove-selected" }];
  const acts = form({ fields, button: t("page.enrolments.give"), send: give, testid: "terms", quiet: true, others });
  const buttons = [...acts.querySelectorAll("button")];
  const element = h("section", { class: "terms", "aria-label": t("page.enrolments.terms") }, count, acts);
  const show = (now) => {
    rows = now;
    const somebody = tn("page.enrolments.selected", rows.length);
    setText(count, rows.length === 0 ? t("page.enrolments.select_somebody") : somebody);
    buttons.forEach((button) => (button.disabled = rows.length === 0));
  };
  const edit = (row) => {
    group.input.selectedIndex = choices.findIndex((one) => one.group === row.group);
    minutes.input.value = String(Math.floor(row.extra_time_s / 60));
    reveal();
    group.input.focus();
    element.scrollIntoView({ block: "nearest" });
  };
  const offerGroups = (groups) => {
    choices = [
      { text: t("page.enrolments.keep") },
      { text: t("page.enrolments.without_group"), group: "" },
      ...groups.map(({ group: name }) => ({ text: name, group: name })),
      { text: t("page.enrolments.another_group"), isNew: true },
    ];
    fillWith(group.input, choices.map(({ text }) => h("option", {}, text)));
    clear();
  };
  return { element, show, edit, offerGroups };
}
