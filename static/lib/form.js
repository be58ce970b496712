// Sends a form and shows what the server says: a summary on top that takes the focus, and each message beside its
// field.
import { banner } from "../parts/banner.js";
import { errorSummary } from "../parts/error-summary.js";
import { h } from "./dom.js";
import { t } from "./i18n.js";
import { asProblem } from "./problem.js";

/**
 * A form of `fields` (eh-field elements) with one button; `body` is what holds them, where that is more than the fields
 * one after the other. `send(values)` gets the values by field name; a Problem it
 * throws is shown and everything typed stays; a text it answers is shown as what was done.
 */
export function form({ fields, body = fields, button, send, testid, quiet = false }) {
  const summary = h("div", { class: "form-summary" });
  const submit = h(
    "button",
    { type: "submit", class: quiet ? "button secondary" : "button", "data-testid": `${testid}-submit` },
    button,
  );
  const element = h(
    "form",
    { novalidate: true, "data-testid": testid },
    summary,
    body,
    h("div", { class: "form-actions" }, submit),
  );
  element.addEventListener("submit", (event) => {
    event.preventDefault();
    void run({ fields: fields.flat(), send, summary, submit });
  });
  return element;
}

async function run({ fields, send, summary, submit }) {
  if (submit.getAttribute("aria-disabled") === "true") return;
  fields.forEach((field) => (field.error = null));
  summary.replaceChildren();
  const missing = fields.filter((field) => field.isMissing);
  if (missing.length > 0)
    return show(
      summary,
      t("page.form.incomplete"),
      missing.map((field) => [field, t("field.required")]),
      [],
    );
  submit.setAttribute("aria-disabled", "true");
  try {
    const done = await send(Object.fromEntries(fields.map((field) => [field.name, field.value])));
    if (done) summary.replaceChildren(banner("good", done));
  } catch (error) {
    showProblem(asProblem(error), fields, summary);
  } finally {
    submit.removeAttribute("aria-disabled");
  }
}

function showProblem(problem, fields, summary) {
  const placed = [];
  const loose = [];
  for (const fault of problem.errors) {
    const field = fields.find((one) => one.pointer === fault.pointer);
    if (field) placed.push([field, fault.detail]);
    else loose.push(fault.detail);
  }
  if (placed.length === 0) loose.push(problem.detail);
  show(summary, problem.title, placed, loose);
}

function show(summary, title, placed, loose) {
  for (const [field, text] of placed) field.error = text;
  const box = errorSummary(title, [
    ...placed.map(([field, text]) => ({
      text: t("page.form.fault", { field: field.label, text }),
      target: field.input,
    })),
    ...loose.map((text) => ({ text })),
  ]);
  summary.replaceChildren(box);
  box.focus();
}
