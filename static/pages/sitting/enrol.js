// Enrolling people from a list: what would happen is shown line by line, and happens only then.
import { api } from "../../lib/api.js";
import { fillWith, h } from "../../lib/dom.js";
import { form } from "../../lib/form.js";
import { t } from "../../lib/i18n.js";
import { banner } from "../../parts/banner.js";
import { field } from "../../parts/field.js";
import { enrolReport } from "./enrol-report.js";

const ENCODINGS = ["utf-8", "windows-1252", "utf-16le", "macintosh"];

/** `path` is the sitting's address in the API; `enrolled` is called when the list took effect. */
export function enrolBlock(path, enrolled) {
  const report = h("div", { class: "report", "data-testid": "enrol-report", "aria-live": "polite" });
  const [text, file, encoding] = listFields();
  // What is shown belongs to what stands in the fields.
  for (const { input } of [text, file, encoding]) input.addEventListener("input", () => fillWith(report));
  const send = (body, mode) =>
    api.postText(`${path}/enrolments`, body, { mode, encoding: body === file.value ? encoding.value : null });
  const check = async () => {
    const body = file.value ?? text.value;
    if (!body) return void fillWith(report, banner("bad", t("page.enrolments.nothing")));
    fillWith(report, h("p", { role: "status" }, t("page.enrolments.checking")));
    try {
      show(await send(body, "check"), body);
    } catch (problem) {
      fillWith(report);
      throw problem;
    }
  };
  const show = (found, body) => {
    const confirm = async () => {
      const done = await send(body, "enrol");
      text.input.value = "";
      file.input.value = "";
      show(done, null);
      await enrolled();
    };
    fillWith(report, enrolReport(found, confirm));
    report.querySelector("h3").focus();
  };
  const fields = [text, file, encoding];
  return h(
    "details",
    { "data-testid": "enrol-list" },
    h("summary", {}, t("page.enrolments.enrol")),
    h("p", {}, t("page.enrolments.enrol_detail")),
    form({ fields, button: t("page.enrolments.check"), send: check, testid: "enrol" }),
    report,
  );
}

function listFields() {
  const text = field({
    name: "list",
    label: t("page.enrolments.paste"),
    hint: t("page.enrolments.paste_hint"),
    type: "textarea",
    attributes: { rows: 6, spellcheck: "false", class: "mono" },
  });
  const file = field({
    name: "file",
    label: t("page.enrolments.file"),
    hint: t("page.enrolments.file_hint"),
    type: "file",
    attributes: { accept: ".csv,.tsv,.txt,text/csv,text/plain", "data-testid": "enrol-file" },
  });
  const encoding = field({
    name: "encoding",
    label: t("page.import.encoding"),
    type: "select",
    options: [["", t("page.import.encoding_auto")], ...ENCODINGS.map((name) => [name, name])],
    attributes: { "data-testid": "enrol-encoding" },
  });
  return [text, file, encoding];
}
