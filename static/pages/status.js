// The operator's page: the instances, the health of each dependency and the numbers of the one that answers, asked every few
// seconds. Names are the API's own, so that they can be found again in metrics and logs.
import { api } from "../lib/api.js";
import { fillWith, h, setText } from "../lib/dom.js";
import { formatNumber, formatSecond } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { startPage } from "../lib/page.js";
import { asProblem } from "../lib/problem.js";
import { problemBanner } from "../parts/banner.js";
import { emptyState } from "../parts/empty.js";
import { table } from "../parts/table.js";
import { tag } from "../parts/tag.js";
import { instancesView } from "./status/instances.js";

const ASK_EVERY_MS = 5000;
const GOOD = new Set(["ok", "up", "ready", "healthy", "live"]);

await startPage({ title: "page.status.title", signIn: "required" }, async ({ main }) => {
  const asked = h("p", { class: "fine", role: "status" });
  const instances = instancesView();
  const health = h("div", { "data-testid": "health" });
  const numbers = h("div", { "data-testid": "numbers" });
  const limits = h("div", { "data-testid": "limits" });
  fillWith(
    main,
    h("h1", {}, t("page.status.title")),
    asked,
    h("h2", {}, t("page.instances.title")),
    instances.element,
    h("h2", {}, t("page.status.health")),
    health,
    h("h2", {}, t("page.status.numbers")),
    numbers,
    h("h2", {}, t("page.status.limits")),
    limits,
  );
  const round = async () => {
    await Promise.all([
      instances.ask(),
      show(health, "/health"),
      show(numbers, "/api/ops/status"),
      show(limits, "/api/admin/ratelimit"),
    ]);
    setText(asked, t("page.status.asked", { time: formatSecond(new Date().toISOString()) }));
  };
  await round();
  setInterval(() => document.visibilityState === "visible" && void round(), ASK_EVERY_MS);
});

async function show(place, path) {
  try {
    fillWith(place, valueOf(await api.get(path), path));
  } catch (error) {
    const problem = asProblem(error);
    // An unhealthy server answers 503 with the same document; that document is what an operator needs.
    fillWith(place, problem.body.title === undefined ? valueOf(problem.body, path) : problemBanner(problem));
  }
}

function valueOf(value, name) {
  if (Array.isArray(value)) return listOf(value, name);
  if (value === null || value === undefined) return "–";
  if (typeof value === "object")
    return h(
      "dl",
      { class: "receipt-rows" },
      Object.entries(value).map(([key, inner]) =>
        h("div", {}, h("dt", {}, key.replaceAll("_", " ")), h("dd", {}, valueOf(inner, key))),
      ),
    );
  if (typeof value === "number") return formatNumber(value);
  if (/^(state|status)$/.test(name)) return tag(GOOD.has(value) ? "good" : "warning", value);
  return String(value);
}

/** A list inside of a row is named after the row too: tables of one name cannot be told apart by ear. */
function cellOf(item, column, row) {
  return Array.isArray(item[column]) ? listOf(item[column], `${row} ${column}`) : valueOf(item[column], column);
}

function listOf(items, name) {
  if (items.length === 0) return emptyState(t("page.status.nothing"));
  if (typeof items[0] !== "object") return items.join(", ");
  const columns = [...new Set(items.flatMap(Object.keys))];
  return table(
    name.replaceAll("_", " "),
    columns.map((column) => column.replaceAll("_", " ")),
    items.map((item) => columns.map((column) => cellOf(item, column, item[columns[0]]))),
  );
}
