// One student on the wall: name, state in words, progress, what asks for attention, and what happened last.
import { fillWith, h, icon } from "../lib/dom.js";
import { formatMinute, formatNumber, formatSecond } from "../lib/format.js";
import { t, tn } from "../lib/i18n.js";
import { needOf } from "../lib/roster-order.js";
import { tag } from "./tag.js";

const MINUTE_US = 60_000_000;
const KINDS = {
  absent: "neutral",
  in: "info",
  writing: "good",
  idle: "warning",
  offline: "bad",
  handed_in: "good",
  closed: "neutral",
};

/**
 * A tile, a cell of the wall's grid, that `show(row, {selected, column})` brings up to date. Only what differs is drawn:
 * most of what changes each second is one number and one time.
 */
export function rosterTile(account) {
  const check = icon("☐");
  const name = h("strong", {});
  const open = h("button", { type: "button", class: "button quiet tile-open", tabindex: "-1" }, icon("›"));
  const state = h("div", { class: "tile-state" });
  const bar = h("progress", { "aria-hidden": "true" });
  const answered = h("span", { class: "fine" });
  const group = h("span", { class: "fine tile-group" });
  const flags = h("div", { class: "tile-flags" });
  const last = h("div", { class: "fine tile-more" });
  const element = h(
    "div",
    { class: "roster-tile", role: "gridcell", tabindex: "-1", "data-testid": "roster-tile" },
    h("div", { class: "tile-name" }, check, name, open),
    h("div", { class: "progress" }, bar, answered, group),
    h("div", { class: "tile-tags" }, state, flags),
    last,
  );
  element.dataset.account = account;
  const changed = memory();
  const show = (row, { selected, column }) => {
    if (changed("selected", selected)) {
      element.setAttribute("aria-selected", String(selected));
      check.textContent = selected ? "☑" : "☐";
    }
    if (changed("column", column)) element.setAttribute("aria-colindex", column + 1);
    if (changed("name", row.name)) {
      name.textContent = row.name;
      open.setAttribute("aria-label", t("proctor.tile.open", { name: row.name }));
    }
    if (changed("state", `${row.state} ${row.since}`)) showState(element, state, row);
    if (changed("answered", `${row.answered} ${row.total}`)) {
      bar.max = Math.max(1, row.total);
      bar.value = row.answered;
      answered.textContent = t("proctor.tile.answered", { answered: row.answered, total: row.total });
    }
    if (changed("group", row.group)) group.textContent = row.group;
    if (changed("flags", `${row.hand_since} ${row.unread} ${row.device_changes} ${row.integrity.count} ${row.extension_us}`)) {
      element.dataset.need = needOf(row);
      fillWith(flags, flagsOf(row));
    }
    const times = [row.opened_at, row.since, row.hand_since, row.device_changed_at, row.integrity.last?.at, row.saved_at];
    if (changed("last", times.join())) last.textContent = lastEvent(row);
  };
  return { element, show };
}

function memory() {
  const shown = new Map();
  return (what, value) => {
    if (shown.get(what) === value) return false;
    shown.set(what, value);
    return true;
  };
}

function showState(element, place, row) {
  element.dataset.state = row.state;
  element.dataset.need = needOf(row);
  const words =
    row.state === "offline" && row.since
      ? t("proctor.tile.offline_since", { time: formatMinute(row.since) })
      : t(`proctor.state.${row.state}`);
  fillWith(place, tag(KINDS[row.state], words));
}

function flagsOf(row) {
  return [
    row.hand_since && tag("info", t("proctor.tile.hand")),
    row.unread > 0 && tag("info", tn("proctor.tile.unread", row.unread)),
    row.extension_us > 0 && extraTime(row),
    row.device_changes > 0 && tag("warning", t("proctor.tile.device")),
    row.integrity.count > 0 && tag("warning", tn("proctor.tile.integrity", row.integrity.count)),
  ];
}

// The latest of what is known with its time.
function lastEvent(row) {
  const events = [
    row.opened_at && [row.opened_at, t("proctor.last.began")],
    row.since && [row.since, t(`proctor.last.${row.state}`)],
    row.hand_since && [row.hand_since, t("proctor.last.hand")],
    row.device_changed_at && [row.device_changed_at, t("proctor.last.device")],
    row.integrity.last && [row.integrity.last.at, t(`proctor.integrity.${row.integrity.last.kind}`)],
    row.saved_at && [row.saved_at, t("proctor.last.saved")],
  ].filter(Boolean);
  if (events.length === 0) return "";
  const [at, what] = events.reduce((one, other) => (Date.parse(other[0]) > Date.parse(one[0]) ? other : one));
  return `${formatSecond(at)} ${what}`;
}

function extraTime({ extension_us: us }) {
  return h("span", { class: "fine" }, t("proctor.tile.extra", { minutes: formatNumber(us / MINUTE_US) }));
}
