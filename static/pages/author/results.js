// The results of a sitting, asked for when the author opens the list.
import { api } from "../../lib/api.js";
import { h } from "../../lib/dom.js";
import { formatMarks } from "../../lib/format.js";
import { t } from "../../lib/i18n.js";
import { emptyState } from "../../parts/empty.js";
import { pager } from "../../parts/pager.js";
import { tableBox, tableRow } from "../../parts/table.js";

/** `path` is the sitting's address in the API. */
export function resultsBlock(path) {
  const body = h("tbody", {});
  const columns = ["name", "group", "attempt", "points"].map((name) =>
    h("th", { scope: "col" }, t(`page.results.${name}`)),
  );
  const head = h("thead", {}, h("tr", {}, columns));
  const box = tableBox(h("table", {}, h("caption", {}, t("page.results.title")), head, body));
  const list = pager({
    load: (cursor) => api.get(`${path}/results`, { cursor }),
    row: resultRow,
    empty: () => emptyState(t("page.results.empty")),
    container: body,
    host: box,
  });
  const element = h("details", { "data-testid": "results" }, h("summary", {}, t("page.results.show")), list);
  element.addEventListener("toggle", () => element.open && void list.start());
  return element;
}

function resultRow({ name, group, attempt }) {
  return tableRow([name, group, attempt ? String(attempt.number) : "–", pointsText(attempt)]);
}

function pointsText(attempt) {
  if (!attempt) return t("page.results.none");
  if (attempt.score === undefined || attempt.score === null) return t("page.results.not_marked");
  const points = t("page.result.points", { points: formatMarks(attempt.score), max: formatMarks(attempt.max) });
  return attempt.provisional ? t("page.results.provisional", { points }) : points;
}
