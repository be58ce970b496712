// The results of a sitting for its author: everybody in a table, how the scores are spread, how hard each question was,
// the file to take away, and the release.
import { api } from "../lib/api.js";
import { fillWith, h } from "../lib/dom.js";
import { formatMarks, formatPercent, formatTime, MARKS_PER_POINT } from "../lib/format.js";
import { t, tn } from "../lib/i18n.js";
import { startPage } from "../lib/page.js";
import { barChart } from "../parts/bar-chart.js";
import { emptyState } from "../parts/empty.js";
import { facts } from "../parts/exam-facts.js";
import { releaseBlock } from "./results/release.js";
import { resultsTable } from "./results/table.js";

await startPage({ title: "page.results.title", signIn: "required" }, async ({ main, query }) => {
  const id = query.get("sitting");
  if (!id) return void fillWith(main, h("h1", {}, t("page.results.title")), emptyState(t("page.results.which")));
  const path = `/api/sittings/${encodeURIComponent(id)}`;
  const [figures, results] = await Promise.all([api.get(`${path}/figures`), api.get(`${path}/results`)]);
  document.title = `${t("page.results.title")} – ${figures.title} – ${t("page.product")}`;
  const list = resultsTable(results.items);
  fillWith(
    main,
    h("h1", {}, t("page.results.title")),
    h("p", { class: "lead" }, `${figures.exam_title} – ${figures.title}`),
    h(
      "p",
      {},
      h("a", { href: `/author?exam=${encodeURIComponent(figures.exam)}` }, t("page.results.to_exam")),
    ),
    figureFacts(figures),
    h(
      "div",
      { class: "form-actions" },
      h(
        "a",
        { class: "button", href: `/marking?sitting=${encodeURIComponent(id)}`, "data-testid": "to-marking" },
        t("page.marking.title"),
      ),
      h(
        "a",
        { class: "button secondary", href: `${path}/results.csv`, download: true, "data-testid": "export" },
        t("page.results.export"),
      ),
    ),
    releaseBlock(path, figures),
    charts(figures),
    h("h2", {}, t("page.results.everybody")),
    list.element,
  );
  await list.start();
});

function figureFacts(figures) {
  const released = figures.released_at ? formatTime(figures.released_at) : t("page.results.not_released");
  return facts([
    [t("page.results.marked"), tn("page.results.count", figures.results)],
    [t("page.results.provisional_count"), String(figures.provisional)],
    [t("page.results.unmarked"), String(figures.unmarked)],
    [t("page.results.released"), released],
  ]);
}

function charts(figures) {
  if (figures.results === 0) return emptyState(t("page.results.no_figures"));
  const bands = figures.bands.map((count, at) => ({
    label: t("page.results.band", { from: formatPercent(at / 10), to: formatPercent((at + 1) / 10) }),
    value: count,
    text: String(count),
  }));
  const questions = figures.questions.map(({ name, points, facility }) => ({
    label: tn("page.results.question", points / MARKS_PER_POINT, { name, points: formatMarks(points) }),
    value: facility ?? 0,
    text: facility === null ? t("page.results.no_facility") : formatPercent(facility / 10_000_000),
  }));
  return [
    h("h2", {}, t("page.results.spread")),
    barChart({
      title: t("page.results.spread_title"),
      columns: [t("page.results.score"), t("page.results.attempts")],
      bars: bands,
      max: Math.max(...figures.bands),
      testid: "spread",
    }),
    h("h2", {}, t("page.results.facility")),
    barChart({
      title: t("page.results.facility_title"),
      columns: [t("page.results.question_column"), t("page.results.facility_column")],
      bars: questions,
      max: 10_000_000,
      testid: "facility",
    }),
  ];
}
