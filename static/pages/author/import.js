// Importing a GIFT file: first the report on what would be stored, and then, on a word of the author, exactly that. With one
// fault nothing is stored; each is explained with its line.
import { api } from "../../lib/api.js";
import { fillWith, h } from "../../lib/dom.js";
import { form } from "../../lib/form.js";
import { t } from "../../lib/i18n.js";
import { banner } from "../../parts/banner.js";
import { field } from "../../parts/field.js";
import { reportBox } from "./import-report.js";

const ENCODINGS = ["utf-8", "windows-1252", "utf-16le", "macintosh"];

/** Fills `main` with the import into the exam `id`. */
export function showImport(main, id) {
  const path = `/api/exams/${encodeURIComponent(id)}`;
  const home = `/author?exam=${encodeURIComponent(id)}`;
  document.title = `${t("page.import.title")} – ${t("page.product")}`;
  const report = h("div", { class: "report", "data-testid": "import-report", "aria-live": "polite" });
  const check = async ({ file, text, encoding, points }) => {
    fillWith(report);
    // Kept as it was checked: the file may be another one by the time it is imported.
    const body = file ? new Blob([await file.arrayBuffer()]) : text;
    if (!body) return void fillWith(report, banner("bad", t("page.import.nothing")));
    fillWith(report, h("p", { role: "status" }, t("page.import.running")));
    const run = (mode) => api.postText(`${path}/import`, body, { format: "gift", encoding, points, mode });
    try {
      show(await run("check"), () => publish(run));
    } catch (problem) {
      fillWith(report);
      throw problem;
    }
  };
  // What was clean a moment ago may not be any more; then its report is what the author needs.
  const publish = async (run) => {
    try {
      show(await run("publish"), null);
    } catch (problem) {
      if (problem.slug !== "import-rejected" || !problem.body.report) throw problem;
      show(problem.body.report, null);
    }
  };
  const show = (told, store) => {
    fillWith(report, reportBox(told, { id, home, store }));
    report.querySelector("h2").focus();
  };
  fillWith(
    main,
    h("h1", {}, t("page.import.title")),
    h("p", {}, h("a", { href: home, "data-testid": "to-exam" }, t("page.bank.back"))),
    h("p", {}, t("page.import.detail")),
    form({ fields: importFields(), button: t("page.import.button"), send: check, testid: "import" }),
    report,
  );
}

function importFields() {
  return [
    field({
      name: "file",
      label: t("page.import.file"),
      type: "file",
      attributes: { accept: ".gift,.txt,text/plain" },
    }),
    field({
      name: "text",
      label: t("page.import.text"),
      type: "textarea",
      attributes: { rows: 8, spellcheck: "false", class: "mono" },
    }),
    field({
      name: "encoding",
      label: t("page.import.encoding"),
      type: "select",
      options: [["", t("page.import.encoding_auto")], ...ENCODINGS.map((name) => [name, name])],
    }),
    field({
      name: "points",
      label: t("page.import.points"),
      type: "number",
      required: true,
      value: 1,
      attributes: { min: 0, step: "any", inputmode: "decimal" },
    }),
  ];
}
