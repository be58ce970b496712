// The wall with its search and filters. Who needs attention comes first; the order stands still while somebody points
// at the wall or walks through it, and is made anew when they let go of it or ask for it.
import { fillWith, h, setText } from "../../lib/dom.js";
import { t } from "../../lib/i18n.js";
import { groupsOf, matches, needOf, sortedByNeed, STATES } from "../../lib/roster-order.js";
import { emptyState } from "../../parts/empty.js";
import { field } from "../../parts/field.js";
import "../../parts/roster-wall.js";

/** `selection` is the bar that acts on who is selected; `open(account)` shows one student. */
export function wallPanel(session, selection, open) {
  const filters = filterFields();
  const wall = h("eh-roster-wall", { "data-testid": "wall", "aria-describedby": "wall-keys" });
  const counts = h("p", { class: "fine wall-counts", "data-testid": "wall-counts" });
  const nothing = h("div", { hidden: true });
  const sort = button("sort-now", "proctor.sort_now", () => update({ anew: true }));
  let order = [];
  const update = ({ anew = false } = {}) => {
    const rows = session.roster.rows();
    const wanted = sortedByNeed(rows.filter((row) => matches(row, filters.values())));
    const shown = anew || order.length === 0 || !wall.isHeld ? wanted : inOrder(session.roster, order, wanted);
    order = shown.map(({ account }) => account);
    sort.disabled = wanted.length === order.length && wanted.every(({ account }, place) => account === order[place]);
    wall.hidden = shown.length === 0;
    nothing.hidden = shown.length > 0;
    if (shown.length === 0)
      fillWith(nothing, emptyState(t(session.roster.size === 0 ? "proctor.nobody" : "proctor.no_match")));
    filters.offerGroups(rows);
    wall.show(shown);
    setText(counts, countText(rows));
    showSelection();
  };
  const showSelection = () => selection.show(selectedRows(), new Set(order));
  const selectedRows = () => [...wall.selected].map((account) => session.roster.get(account)).filter(Boolean);
  filters.onChange(() => update({ anew: true }));
  wall.addEventListener("select", showSelection);
  wall.addEventListener("release", () => update());
  wall.addEventListener("open", ({ detail }) => open(detail));
  const choose = h(
    "div",
    { class: "toolbar" },
    counts,
    button("select-all", "proctor.select_all", () => wall.selectShown("all")),
    button("select-none", "proctor.select_none", () => wall.selectShown("none")),
    sort,
  );
  return {
    element: h(
      "section",
      { class: "desk-wall", "aria-label": t("proctor.wall") },
      h("div", { class: "toolbar wall-tools" }, filters.elements),
      selection.element,
      choose,
      wall,
      nothing,
      h("p", { class: "hint", id: "wall-keys" }, t("proctor.wall_keys")),
    ),
    update: () => update(),
    /** Goes back to a student's tile. */
    focusOn: (account) => wall.focusOn(account),
  };
}

function button(testid, key, onclick) {
  return h("button", { type: "button", class: "button quiet", "data-testid": testid, onclick }, t(key));
}

function filterFields() {
  const search = field({ name: "search", label: t("proctor.search"), type: "search" });
  const state = field({
    name: "state",
    label: t("proctor.filter"),
    type: "select",
    options: [
      ["", t("proctor.all_states")],
      ["attention", t("proctor.needs_attention")],
      ...STATES.map((one) => [one, t(`proctor.state.${one}`)]),
    ],
  });
  const group = field({
    name: "group",
    label: t("proctor.group"),
    type: "select",
    options: [["", t("proctor.all_groups")]],
  });
  group.hidden = true;
  let offered = [];
  return {
    elements: [search, state, group],
    values: () => ({ search: (search.value ?? "").trim(), state: state.value ?? "", group: group.value ?? "" }),
    onChange: (listener) => {
      search.input.addEventListener("input", listener);
      state.input.addEventListener("change", listener);
      group.input.addEventListener("change", listener);
    },
    offerGroups: (rows) => {
      const groups = groupsOf(rows);
      if (groups.join("\n") === offered.join("\n")) return;
      const before = group.input.value;
      offered = groups;
      fillWith(
        group.input,
        h("option", { value: "" }, t("proctor.all_groups")),
        groups.map((one) => h("option", { value: one }, one)),
      );
      group.input.value = groups.includes(before) ? before : "";
      group.hidden = groups.length === 0;
    },
  };
}

// Everybody stays where they are, also those whom the filter would let go; who is new comes last.
function inOrder(roster, order, wanted) {
  const known = new Set(order);
  return [
    ...order.map((account) => roster.get(account)).filter(Boolean),
    ...wanted.filter(({ account }) => !known.has(account)),
  ];
}

function countText(rows) {
  const attention = rows.filter((row) => needOf(row) !== "none").length;
  const parts = STATES.map((state) => [t(`proctor.state.${state}`), rows.filter((row) => row.state === state).length]);
  return [...parts, [t("proctor.needs_attention"), attention]]
    .filter(([, count]) => count > 0)
    .map(([words, count]) => `${words} ${count}`)
    .join(" · ");
}
