// Checks a receipt on this device: from the result page, from files or pasted. It works without the server; only the
// server's key has to be known then.
import { api } from "../lib/api.js";
import { fillWith, h } from "../lib/dom.js";
import { t } from "../lib/i18n.js";
import { startPage } from "../lib/page.js";
import { canOpenPapers } from "../lib/paper.js";
import { asProblem } from "../lib/problem.js";
import { readKey, readLog, readReceipt, Unreadable } from "../lib/receipt.js";
import { verifyReceipt } from "../lib/verify-receipt.js";
import { runOnce } from "../parts/action-button.js";
import { banner, problemBanner } from "../parts/banner.js";
import { field } from "../parts/field.js";
import { tag } from "../parts/tag.js";

const TAGS = { good: "good", bad: "bad", unknown: "warning" };
const LICENCE = new URL("../vendor/noble-ed25519/LICENSE.txt", import.meta.url);

await startPage({ title: "page.verify.title" }, async ({ main, query }) => {
  const fields = {
    receipt: area("receipt", { required: true }),
    log: area("log", {}),
    key: field({ name: "key", label: t("page.verify.key"), hint: t("page.verify.key_hint") }),
  };
  const findings = h("div", { role: "status", tabindex: "-1", "data-testid": "findings" });
  const trouble = h("div", {});
  const button = h("button", { type: "submit", class: "button", "data-testid": "verify" }, t("page.verify.check"));
  const check = () => runOnce(button, trouble, () => showFindings(fields, findings));
  const form = h(
    "form",
    {
      class: "form",
      novalidate: true,
      onsubmit: (event) => {
        event.preventDefault();
        void check();
      },
    },
    Object.values(fields).flatMap((one) => [one, one.name !== "key" && filePicker(one)]),
    h("div", { class: "form-actions" }, button),
    trouble,
  );
  fillWith(
    main,
    h("h1", {}, t("page.verify.title")),
    h("p", { class: "lead" }, t("page.verify.lead")),
    !canOpenPapers() && banner("bad", t("page.verify.insecure")),
    form,
    findings,
    explanation(),
  );
  if (query.get("attempt")) await fetchOwn(query.get("attempt"), fields, trouble, check);
});

function area(name, { required = false }) {
  return field({
    name,
    type: "textarea",
    label: t(`page.verify.${name}`),
    hint: t(`page.verify.${name}_hint`),
    required,
    attributes: { rows: 6, spellcheck: "false", autocomplete: "off", class: "mono" },
  });
}

function filePicker(target) {
  const picker = field({ name: `${target.name}-file`, type: "file", label: t(`page.verify.${target.name}_file`) });
  picker.input.accept = ".json,application/json";
  picker.input.addEventListener("change", async () => {
    const file = picker.value;
    if (file) target.input.value = await file.text();
  });
  return picker;
}

async function fetchOwn(attempt, fields, trouble, check) {
  const base = `/api/attempts/${encodeURIComponent(attempt)}`;
  try {
    const [receipt, log] = await Promise.all([api.get(`${base}/receipt`), api.get(`${base}/log`)]);
    fields.receipt.input.value = JSON.stringify(receipt, null, 2);
    fields.log.input.value = JSON.stringify(log, null, 2);
  } catch (error) {
    return fillWith(trouble, problemBanner(asProblem(error), { retry: () => location.reload() }));
  }
  return check();
}

async function showFindings(fields, place) {
  Object.values(fields).forEach((one) => (one.error = null));
  fillWith(place);
  const read = readAll(fields);
  if (read === null) return;
  const keys = read.key ? [read.key] : await serverKeys();
  const findings = await verifyReceipt({ receipt: read.receipt, log: read.log, keys });
  fillWith(place, verdict(findings), h("ul", { class: "plain-list ready-list" }, findings.map(findingLine)));
  place.focus();
}

// Each field says for itself why it cannot be read; the first of them takes the focus.
function readAll(fields) {
  const readers = { receipt: readReceipt, log: readLog, key: readKey };
  const read = {};
  for (const [name, one] of Object.entries(fields)) {
    try {
      read[name] = one.value === undefined && !one.input.required ? null : readers[name](one.value ?? "");
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      one.error = t(`page.verify.unreadable.${error.reason}`, { field: error.field });
      one.input.focus();
      return null;
    }
  }
  return read;
}

// Without the server its keys are not known, and the finding says so.
async function serverKeys() {
  try {
    return (await api.get("/api/receipts/keys")).keys.map(({ public_key }) => readKey(public_key));
  } catch (error) {
    if (asProblem(error).passing) return [];
    throw error;
  }
}

function verdict(findings) {
  const states = findings.filter(({ step }) => step !== "no_log").map(({ state }) => state);
  const kind = states.includes("bad") ? "bad" : states.includes("unknown") ? "warning" : "good";
  return banner(kind, t(`page.verify.verdict.${kind}`));
}

function findingLine({ step, state, ...args }) {
  const text = t(`page.verify.step.${step}`, args);
  return h(
    "li",
    { "data-testid": "finding", "data-step": step },
    tag(TAGS[state], t(`page.verify.${state}`)),
    ` ${text}`,
  );
}

function explanation() {
  const points = (name, count) =>
    h(
      "ul",
      {},
      Array.from({ length: count }, (_, index) => h("li", {}, t(`page.verify.${name}_${index + 1}`))),
    );
  return [
    h("h2", {}, t("page.verify.proves")),
    points("proves", 2),
    h("h2", {}, t("page.verify.not")),
    points("not", 3),
    h("h2", {}, t("page.verify.offline")),
    h("p", {}, t("page.verify.offline_detail")),
    h("p", { class: "fine" }, h("a", { href: LICENCE.pathname }, t("page.verify.licence"))),
  ];
}
