// Which students need attention, in which order, and which of them a search and filters let through.
import { currentLanguage } from "./i18n.js";

/** The states of a roster row in the order in which they are listed. */
export const STATES = ["offline", "idle", "writing", "in", "absent", "handed_in", "closed"];

const NEEDS = ["hand", "unread", "offline", "device", "integrity", "idle"];
const SETTLED = ["handed_in", "closed"];

let names = null;

/** Why a student needs attention: hand, unread, offline, device, integrity, idle, or none. */
export function needOf(row) {
  if (row.hand_since) return "hand";
  if (row.unread > 0) return "unread";
  if (row.state === "offline") return "offline";
  if (row.device_changes > 0 && !SETTLED.includes(row.state)) return "device";
  if (row.integrity.count > 0 && !SETTLED.includes(row.state)) return "integrity";
  return row.state === "idle" ? "idle" : "none";
}

/** The rows by need: the hand that was raised first comes first, then states, then names. */
export function sortedByNeed(rows) {
  names ??= new Intl.Collator(currentLanguage(), { sensitivity: "base", numeric: true });
  const ranked = rows.map((row) => ({ row, rank: rankOf(row) }));
  ranked.sort(
    (one, other) =>
      one.rank - other.rank ||
      (one.row.hand_since ?? "").localeCompare(other.row.hand_since ?? "") ||
      names.compare(one.row.name, other.row.name) ||
      (one.row.account < other.row.account ? -1 : 1),
  );
  return ranked.map(({ row }) => row);
}

/** Whether a row is to be shown; `state` is one of the states, "attention" or "" for all, `group` "" for all. */
export function matches(row, { search, state, group }) {
  if (group !== "" && row.group !== group) return false;
  if (state === "attention" ? needOf(row) === "none" : state !== "" && row.state !== state) return false;
  return search === "" || fold(`${row.name} ${row.group}`).includes(fold(search));
}

/** The group labels in use, sorted. */
export function groupsOf(rows) {
  return [...new Set(rows.map(({ group }) => group).filter(Boolean))].sort();
}

function rankOf(row) {
  const need = NEEDS.indexOf(needOf(row));
  return need >= 0 ? need : NEEDS.length + STATES.indexOf(row.state);
}

// Who searches for "Etienne" means Étienne too.
function fold(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase();
}
