// The wall with its search and filters. What needs attention comes first; the order stands still while somebody points
// at or walks through the wall.
import { fillWith, h, setText } from "../../lib/dom.js";
import { t, tn } from "../../lib/i18n.js";
import { emptyState } from "../../parts/empty.js";
import { field } from "../../parts/field.js";
import "../../parts/roster-wall.js";

const ATTENTION = ["offline", "idle", "absent", "in", "writing", "handed_in", "closed"];

export function wallPanel(session) {
  const search = field({ name: "search", label: t("proctor.search"), type: "search" });
  const state = field({
    name: "state",
    label: t("proctor.filter"),
    type: "select",
    options: [["", t("proctor.all_states")], ...ATTENTION.map((one) => [one, t(`proctor.state.${one}`)])],
  });
  const wall = h("eh-roster-wall", { "data-testid": "wall" });
  const counts = h("p", { role: "status", class: "fine", "data-testid": "wall-counts" });
  const nothing = h("div", { hidden: true });
  let order = [];
  const update = () => {
    const rows = [...session.roster.values()].filter((row) => matches(row, search.value, state.value));
    const held = wall.matches(":hover, :focus") && order.length > 0;
    const sorted = held ? keepOrder(rows, order) : rows.sort(byAttention);
    order = sorted.map(({ account }) => account);
    wall.hidden = sorted.length === 0;
    nothing.hidden = sorted.length > 0;
    fillWith(nothing, emptyState(t(session.roster.size === 0 ? "proctor.nobody" : "proctor.no_match")));
    wall.show(sorted);
    setText(counts, countText(session.roster, wall.selected.size));
  };
  const button = (how, key) =>
    h(
      "button",
      { type: "button", class: "button quiet", "data-testid": `select-${how}`, onclick: () => wall.selectShown(how) },
      t(key),
    );
  search.input.addEventListener("input", update);
  state.input.addEventListener("change", update);
  wall.addEventListener("select", () => setText(counts, countText(session.roster, wall.selected.size)));
  const tools = h(
    "div",
    { class: "toolbar wall-tools" },
    search,
    state,
    button("all", "proctor.select_all"),
    button("none", "proctor.select_none"),
  );
  return {
    element: h("section", { class: "desk-wall", "aria-label": t("proctor.wall") }, tools, counts, wall, nothing),
    update,
    /** The rows that are selected now. */
    selection: () => [...wall.selected].map((account) => session.roster.get(account)).filter(Boolean),
    onSelect: (listener) => wall.addEventListener("select", listener),
  };
}

function matches(row, search = "", state = "") {
  const words = `${row.name} ${row.group ?? ""}`.toLocaleLowerCase();
  return words.includes(search.trim().toLocaleLowerCase()) && (state === "" || row.state === state);
}

function byAttention(one, other) {
  return ATTENTION.indexOf(one.state) - ATTENTION.indexOf(other.state) || one.name.localeCompare(other.name);
}

function keepOrder(rows, order) {
  const places = new Map(order.map((account, place) => [account, place]));
  return rows.sort((one, other) => (places.get(one.account) ?? Infinity) - (places.get(other.account) ?? Infinity));
}

function countText(roster, selected) {
  const states = [...roster.values()].map(({ state }) => state);
  const parts = ATTENTION.map((state) => [state, states.filter((one) => one === state).length]).filter(
    ([, count]) => count > 0,
  );
  const told = parts.map(([state, count]) => `${t(`proctor.state.${state}`)} ${count}`).join(" · ");
  return selected > 0 ? `${told} · ${tn("proctor.selected", selected)}` : told;
}
