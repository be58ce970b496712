// Sends a form and shows what the server says: a summary on top that takes the focus, and each message beside its
// field.
import { banner } from "../parts/banner.js";
import { errorSummary } from "../parts/error-summary.js";
import { h } from "./dom.js";
import { t } from "./i18n.js";
import { asProblem } from "./problem.js";

/**
 * A form of `fields` (eh-field elements) with one button. `send(values)` gets the values by field name; a Problem it
 * throws is shown and everything typed stays; a text it answers is shown as what was done. Where fields come and go,
 * `fields` is a function and `content` what is shown. `others` are further buttons: `{button, send, testid}`.
 */
export function form({ fields, content = fields, button, send, testid, quiet = false, others = [] }) {
  const present = () => (typeof fields === "function" ? fields() : fields.flat());
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
    content,
    h("div", { class: "form-actions" }, submit, others.map(further)),
  );
  element.addEventListener("submit", (event) => {
    event.preventDefault();
    void run({ fields: present(), send, summary, submit });
  });
  function further(other) {
    const attributes = { type: "button", class: "button secondary", "data-testid": other.testid };
    const pressed = h("button", attributes, other.button);
    pressed.addEventListener("click", () => run({ fields: present(), send: other.send, summary, submit: pressed }));
    return pressed;
  }
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
    if (done) summary.scrollIntoView({ block: "nearest" });
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
    const field = fieldAt(fields, fault.pointer);
    if (field) placed.push([field, fault.detail]);
    else loose.push(fault.detail);
  }
  if (placed.length === 0) loose.push(problem.detail);
  show(summary, problem.title, placed, loose);
}

// The field itself, or the one that the fault is a part of.
function fieldAt(fields, pointer) {
  const around = fields.filter((one) => pointer === one.pointer || pointer.startsWith(`${one.pointer}/`));
  return around.sort((one, other) => other.pointer.length - one.pointer.length)[0];
}

function show(summary, title, placed, loose) {
  for (const [field, text] of placed) {
    field.error = text;
    const folded = field.input.closest("details");
    if (folded) folded.open = true;
  }
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
