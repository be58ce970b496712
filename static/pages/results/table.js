// Everybody's results, searched and sorted in the page: the list is there whole, and shown in parts.
import { fillWith, h, icon } from "../../lib/dom.js";
import { formatMarks, formatTime } from "../../lib/format.js";
import { t } from "../../lib/i18n.js";
import { emptyState } from "../../parts/empty.js";
import { field } from "../../parts/field.js";
import { pager } from "../../parts/pager.js";
import { tableBox, tableRow } from "../../parts/table.js";

const ROWS_SHOWN = 50;
const COLUMNS = {
  name: ({ name }) => name.toLocaleLowerCase(),
  email: ({ email }) => email,
  group: ({ group }) => group.toLocaleLowerCase(),
  attempt: ({ attempt }) => attempt?.number ?? 0,
  closed: ({ attempt }) => attempt?.closed_at ?? "",
  points: ({ attempt }) => attempt?.score ?? -1,
};

/** `rows` are all rows of the API's list. */
export function resultsTable(rows) {
  const view = { sorted: "name", falling: false, wanted: "" };
  const body = h("tbody", {});
  const head = h("tr", {});
  const box = tableBox(h("table", {}, h("caption", {}, t("page.results.everybody")), h("thead", {}, head), body));
  const list = pager({
    load: async (cursor) => partOf(shown(rows, view), Number(cursor ?? 0)),
    row: resultRow,
    empty: () => emptyState(t(rows.length === 0 ? "page.results.empty" : "page.results.nobody")),
    container: body,
    host: box,
  });
  const show = () => {
    fillWith(head, Object.keys(COLUMNS).map((name) => heading(name, view, show)));
    return list.start();
  };
  const search = field({
    name: "search",
    label: t("page.results.search"),
    type: "search",
    attributes: {
      "data-testid": "results-search",
      oninput: ({ target }) => {
        view.wanted = target.value.trim().toLocaleLowerCase();
        void list.start();
      },
    },
  });
  return { element: h("div", { "data-testid": "results" }, search, list), start: show };
}

function heading(name, view, show) {
  const isSorted = view.sorted === name;
  const sort = () => {
    view.falling = isSorted && !view.falling;
    view.sorted = name;
    void show().then(() => document.getElementById(`sort-${name}`).focus());
  };
  const order = isSorted ? (view.falling ? "descending" : "ascending") : null;
  return h(
    "th",
    { scope: "col", "aria-sort": order },
    h(
      "button",
      { type: "button", class: "sort", id: `sort-${name}`, "data-testid": `sort-${name}`, onclick: sort },
      t(`page.results.${name}`),
      isSorted && icon(view.falling ? "▾" : "▴"),
    ),
  );
}

function shown(rows, { sorted, falling, wanted }) {
  const key = COLUMNS[sorted];
  const found = rows.filter(({ name, email, group }) =>
    [name, email, group].some((text) => text.toLocaleLowerCase().includes(wanted)),
  );
  const order = falling ? -1 : 1;
  return found.sort((one, other) => order * compared(key(one), key(other)));
}

function compared(one, other) {
  return typeof one === "number" ? one - other : one.localeCompare(other);
}

function partOf(rows, from) {
  const next = from + ROWS_SHOWN;
  return { items: rows.slice(from, next), next_cursor: next < rows.length ? String(next) : null };
}

function resultRow({ name, email, group, attempt }) {
  const closed = attempt?.closed_at ? formatTime(attempt.closed_at) : "–";
  return tableRow([name, email, group, attempt ? String(attempt.number) : "–", closed, pointsText(attempt)]);
}

function pointsText(attempt) {
  if (!attempt) return t("page.results.none");
  if (attempt.score === undefined || attempt.score === null) return t("page.results.not_marked");
  const points = t("page.result.points", { points: formatMarks(attempt.score), max: formatMarks(attempt.max) });
  return attempt.provisional ? t("page.results.provisional", { points }) : points;
}
