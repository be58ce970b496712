// Who is enrolled: searched, by group, in pages; some or all of those shown get a group or time, or are taken off.
import { api } from "../../lib/api.js";
import { fillWith, h } from "../../lib/dom.js";
import { formatDuration } from "../../lib/format.js";
import { t } from "../../lib/i18n.js";
import { emptyState } from "../../parts/empty.js";
import { field } from "../../parts/field.js";
import { pager } from "../../parts/pager.js";
import { stackingBox, stackingRow } from "../../parts/table.js";
import { tag } from "../../parts/tag.js";
import { termsForm } from "./terms.js";

const COLUMNS = ["name", "address", "group", "extra", "state"];

/** `path` is the sitting's address in the API; `changed` is called when somebody's terms did. */
export function enrolledBlock(path, changed) {
  const selected = new Map();
  const boxes = new Map();
  const filters = filterFields();
  const terms = termsForm(path, async () => {
    selected.clear();
    await changed();
    await list.start();
    follow();
  });
  const follow = () => {
    boxes.forEach((box, account) => (box.checked = selected.has(account)));
    terms.show([...selected.values()]);
  };
  const choose = (rows) => {
    rows.forEach((row) => selected.set(row.account, row));
    follow();
  };
  const only = (row) => {
    selected.clear();
    choose([row]);
    terms.edit(row);
  };
  const toggle = (row, isWanted) => {
    if (isWanted) selected.set(row.account, row);
    else selected.delete(row.account);
    follow();
  };
  let shown = [];
  const body = h("tbody", {});
  const columns = COLUMNS.map((name) => t(`page.enrolments.column_${name}`));
  const list = pager({
    load: async (cursor) => {
      const page = await api.get(`${path}/enrolments`, { cursor, ...filters.query() });
      if (cursor === null) [shown] = [[], boxes.clear()];
      shown.push(...page.items);
      return page;
    },
    row: (row) => enrolledRow(row, { columns, boxes, isSelected: selected.has(row.account), toggle, only }),
    empty: () => emptyState(t(filters.isSet() ? "page.enrolments.no_match" : "page.enrolments.nobody")),
    container: body,
    host: stackingBox(t("page.enrolments.title"), columns, body),
  });
  filters.onSearch(() => void list.start());
  const file = { href: `${path}/enrolments.csv`, download: true, class: "button secondary", "data-testid": "roster" };
  const element = h(
    "section",
    { "data-testid": "enrolled" },
    filters.element,
    h(
      "div",
      { class: "toolbar" },
      button("select-all", t("page.enrolments.select_all"), () => choose(shown)),
      button("select-none", t("page.enrolments.select_none"), () => {
        selected.clear();
        follow();
      }),
      h("a", file, t("page.enrolments.export")),
    ),
    terms.element,
    list,
  );
  const offerGroups = (groups) => {
    filters.offerGroups(groups);
    terms.offerGroups(groups);
  };
  follow();
  return { element, start: () => list.start(), offerGroups };
}

function button(testid, words, onclick) {
  return h("button", { type: "button", class: "button quiet", "data-testid": testid, onclick }, words);
}

function enrolledRow(row, { columns, boxes, isSelected, toggle, only }) {
  const box = h("input", { type: "checkbox", onchange: () => toggle(row, box.checked) });
  box.checked = isSelected;
  boxes.set(row.account, box);
  const name = h("label", { class: "pick" }, box, h("span", {}, row.name));
  const change = h(
    "button",
    {
      type: "button",
      class: "button quiet",
      "aria-label": t("page.enrolments.change_one", { name: row.name }),
      "data-testid": "change-one",
      onclick: () => only(row),
    },
    t("page.enrolments.change"),
  );
  const extra = row.extra_time_s > 0 ? formatDuration(row.extra_time_s) : "–";
  const cells = stackingRow(columns, [name, row.email, row.group || "–", extra, [stateTag(row), change]]);
  cells.dataset.testid = "enrolled-row";
  return cells;
}

function stateTag({ entered, email_verified: isVerified }) {
  if (entered) return tag("good", t("page.enrolments.entered"));
  return isVerified ? tag("neutral", t("page.enrolments.waiting")) : tag("warning", t("page.enrolments.unverified"));
}

function filterFields() {
  const query = field({
    name: "query",
    label: t("page.enrolments.search"),
    type: "search",
    attributes: { maxlength: 200, "data-testid": "enrolled-search" },
  });
  const group = field({
    name: "group",
    label: t("page.enrolments.column_group"),
    type: "select",
    attributes: { "data-testid": "enrolled-group" },
  });
  const submit = h("button", { type: "submit", class: "button secondary", "data-testid": "enrolled-search-submit" });
  submit.textContent = t("page.bank.search");
  const element = h("form", { role: "search", class: "bank-search" }, query, group, submit);
  let choices = [];
  const wanted = () => choices[group.input.selectedIndex]?.wanted;
  return {
    element,
    isSet: () => Boolean(query.value) || Boolean(wanted()),
    query: () => ({ query: query.value, ...wanted() }),
    onSearch: (listener) => {
      group.input.addEventListener("change", listener);
      element.addEventListener("submit", (event) => {
        event.preventDefault();
        listener();
      });
    },
    offerGroups: (groups) => {
      const before = wanted()?.group;
      choices = [
        { text: t("page.enrolments.everybody") },
        ...groups.map(({ group: label, people }) => ({ text: `${label} (${people})`, wanted: { group: label } })),
        { text: t("page.enrolments.without_group"), wanted: { grouped: false } },
      ];
      fillWith(group.input, choices.map(({ text }) => h("option", {}, text)));
      // Who looks at a group goes on doing so while it is there.
      const still = choices.findIndex((choice) => before !== undefined && choice.wanted?.group === before);
      group.input.selectedIndex = Math.max(0, still);
      group.hidden = groups.length === 0;
    },
  };
}
