// Importing a GIFT file: check first, then publish. The report names each line and says what to do; nothing is stored
// while a fault is left.
import { api } from "../../lib/api.js";
import { fillWith, h } from "../../lib/dom.js";
import { form } from "../../lib/form.js";
import { t, tn } from "../../lib/i18n.js";
import { banner } from "../../parts/banner.js";
import { field } from "../../parts/field.js";
import { table } from "../../parts/table.js";

const ENCODINGS = ["utf-8", "windows-1252", "utf-16le", "macintosh"];

/** `path` is the exam's address in the API. */
export function importBlock(path) {
  const report = h("div", { class: "report", "data-testid": "import-report", "aria-live": "polite" });
  const fields = [
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
    field({
      name: "mode",
      label: t("page.import.mode"),
      type: "select",
      options: ["check", "publish"].map((mode) => [mode, t(`page.import.mode_${mode}`)]),
    }),
  ];
  const send = async (values) => {
    fillWith(report);
    const body = values.file ?? values.text;
    if (!body) return void fillWith(report, banner("bad", t("page.import.nothing")));
    fillWith(report, h("p", { role: "status" }, t("page.import.running")));
    fillWith(report, reportBox(await sendImport(path, body, values), values.mode));
  };
  return h(
    "section",
    {},
    h("h2", {}, t("page.import.title")),
    h("p", {}, t("page.import.detail")),
    form({ fields, button: t("page.import.button"), send, testid: "import" }),
    report,
  );
}

// A rejected file is not an error of the page: its report is what the author came for.
async function sendImport(path, body, { encoding, points, mode }) {
  try {
    return await api.postText(`${path}/import`, body, { format: "gift", encoding, points, mode });
  } catch (problem) {
    if (problem.slug === "import-rejected" && problem.body.report) return problem.body.report;
    throw problem;
  }
}

function reportBox(report, mode) {
  const { faults, questions, notes } = report;
  return [
    faults.length > 0
      ? banner("bad", tn("page.import.faults", faults.length), h("p", {}, t("problem.import-rejected.detail")))
      : banner(
          "good",
          tn(report.published ? "page.import.published" : "page.import.clean", report.accepted),
          mode === "check" && h("p", {}, t("page.import.clean_hint")),
        ),
    faults.length > 0 &&
      table(
        t("page.import.fault_table"),
        [t("page.import.line"), t("page.import.what"), t("page.import.excerpt")],
        faults.map((fault) => [String(fault.line), fault.detail, h("code", {}, fault.excerpt)]),
      ),
    notes.length > 0 &&
      h(
        "details",
        {},
        h("summary", {}, tn("page.import.notes", notes.length)),
        h(
          "ul",
          {},
          notes.map((note) => h("li", {}, noteText(note))),
        ),
      ),
    questions.length > 0 &&
      table(
        t("page.import.question_table"),
        [
          t("page.import.line"),
          t("page.author.question_name"),
          t("page.author.question_kind"),
          t("page.author.question_category"),
        ],
        questions.map(questionCells),
      ),
  ];
}

function noteText(note) {
  if (typeof note === "string") return note;
  return note.line ? `${t("page.import.line")} ${note.line}: ${note.detail}` : note.detail;
}

function questionCells({ line, name, kind, category }) {
  return [String(line), name, t(`page.kind.${kind}`), category ?? ""];
}
