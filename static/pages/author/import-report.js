// The report on a file: what is wrong line by line, what would come in by kind and category, and what to do next.
import { h } from "../../lib/dom.js";
import { formatNumber } from "../../lib/format.js";
import { t, tn } from "../../lib/i18n.js";
import { actionButton } from "../../parts/action-button.js";
import { banner } from "../../parts/banner.js";
import { table } from "../../parts/table.js";

const CHANGES = ["added", "revised", "unchanged"];

/** `store()` imports what was checked; null where there is nothing to import any more. `id` and `home` are the exam's. */
export function reportBox(report, { id, home, store }) {
  const { faults, questions, notes } = report;
  const clean = faults.length === 0;
  return [
    h("h2", { tabindex: "-1" }, t("page.import.report")),
    clean ? outcome(report, id, home) : faultsTable(faults),
    questions.length > 0 && counts(questions),
    clean && !report.published && store && confirmation(report, store),
    notes.length > 0 && noteList(notes),
    questions.length > 0 && questionTable(questions),
  ];
}

function outcome(report, id, home) {
  if (!report.published) {
    const news = report.questions.some(({ change }) => change !== "unchanged");
    const hint = t(news ? "page.import.clean_hint" : "page.import.known_hint");
    return banner("good", tn("page.import.clean", report.accepted), h("p", {}, hint));
  }
  const paper = { class: "button", href: `/author/paper?exam=${encodeURIComponent(id)}`, "data-testid": "to-paper" };
  const bank = { class: "button secondary", href: `${home}&view=bank`, "data-testid": "to-bank" };
  return [
    banner("good", tn("page.import.published", report.accepted), h("p", {}, t("page.import.published_hint"))),
    h(
      "div",
      { class: "form-actions" },
      h("a", paper, t("page.import.to_paper")),
      h("a", bank, t("page.bank.title")),
    ),
  ];
}

function confirmation({ accepted }, store) {
  return actionButton({ label: tn("page.import.confirm", accepted), act: store, testid: "import-confirm" });
}

function faultsTable(faults) {
  return [
    banner("bad", tn("page.import.faults", faults.length), h("p", {}, t("problem.import-rejected.detail"))),
    table(
      t("page.import.fault_table"),
      [t("page.import.line"), t("page.import.excerpt"), t("page.import.what")],
      faults.map((fault) => [String(fault.line), h("code", {}, fault.excerpt), fault.detail]),
    ),
  ];
}

function counts(questions) {
  const kinds = tally(questions, ({ kind }) => t(`page.kind.${kind}`));
  const categories = tally(questions, ({ category }) => category || t("page.import.no_category"));
  const changes = CHANGES.map((change) => [t(`page.import.${change}`), questions.filter((one) => one.change === change)]);
  const rows = (counted) => counted.map(([name, count]) => [name, formatNumber(count)]);
  const of = (key, counted) => table(t(`page.import.${key}`), [t(`page.import.${key}_name`), t("page.import.count")], rows(counted));
  return h(
    "div",
    { class: "columns", "data-testid": "import-counts" },
    of("by_change", changes.map(([name, list]) => [name, list.length]).filter(([, count]) => count > 0)),
    of("by_kind", kinds),
    of("by_category", categories),
  );
}

/** Names with how often each occurs, in the order of their first occurrence. */
function tally(questions, nameOf) {
  const counts = new Map();
  for (const name of questions.map(nameOf)) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts];
}

function noteList(notes) {
  return h(
    "details",
    {},
    h("summary", {}, tn("page.import.notes", notes.length)),
    h(
      "ul",
      {},
      notes.map((note) => h("li", {}, t("page.import.note", { line: note.line, text: note.detail }))),
    ),
  );
}

function questionTable(questions) {
  const names = ["line", "name", "kind", "category"].map((column) =>
    t(column === "line" ? "page.import.line" : `page.author.question_${column}`),
  );
  const cells = ({ line, name, kind, category }) => [String(line), name, t(`page.kind.${kind}`), category];
  return h(
    "details",
    {},
    h("summary", { "data-testid": "all-questions" }, tn("page.import.all", questions.length)),
    table(t("page.import.question_table"), names, questions.map(cells)),
  );
}
