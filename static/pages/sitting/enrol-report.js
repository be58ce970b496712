// What a list of people comes to: who is left out and why, who is enrolled on which terms, and whom to invite.
import { h } from "../../lib/dom.js";
import { formatDuration } from "../../lib/format.js";
import { t, tn } from "../../lib/i18n.js";
import { actionButton } from "../../parts/action-button.js";
import { banner } from "../../parts/banner.js";
import { pager } from "../../parts/pager.js";
import { tableBox, tableRow } from "../../parts/table.js";
import { tag } from "../../parts/tag.js";

const ROWS_SHOWN = 50;
const LEFT_OUT = ["faulty", "no_account", "cannot_sit"];
const KINDS = {
  enrol: "good",
  change: "info",
  same: "neutral",
  faulty: "bad",
  no_account: "warning",
  cannot_sit: "warning",
};

/** `report` is an EnrolmentReport of the API; `confirm` does what it says. */
export function enrolReport(report, confirm) {
  const { done, lines } = report;
  const out = lines.filter(({ outcome }) => LEFT_OUT.includes(outcome));
  const taken = lines.filter(({ outcome }) => !LEFT_OUT.includes(outcome));
  const count = (outcome) => lines.filter((line) => line.outcome === outcome).length;
  const [enrol, change, same] = ["enrol", "change", "same"].map(count);
  const hasWork = enrol + change > 0;
  return [
    h("h3", { tabindex: "-1" }, t(done ? "page.enrolments.done_title" : "page.enrolments.report_title")),
    banner(
      done ? "good" : out.length > 0 ? "warning" : "info",
      [
        tn(done ? "page.enrolments.enrolled" : "page.enrolments.would_enrol", enrol),
        tn(done ? "page.enrolments.changed" : "page.enrolments.would_change", change),
        tn("page.enrolments.unchanged", same),
        tn("page.enrolments.left_out", out.length),
      ].join(" · "),
      !done && h("p", {}, t(hasWork ? "page.enrolments.not_yet" : "page.enrolments.no_work")),
    ),
    out.length > 0 && lineTable("left-out", t("page.enrolments.left_out_title"), out, reasonCells),
    inviteBlock(lines.filter(({ outcome }) => outcome === "no_account")),
    taken.length > 0 && lineTable("taken", t("page.enrolments.taken_title"), taken, termsCells),
    !done &&
      hasWork &&
      actionButton({ label: tn("page.enrolments.confirm", enrol + change), act: confirm, testid: "enrol-confirm" }),
  ];
}

function lineTable(testid, caption, lines, cells) {
  const columns = ["line", "address", "name", "outcome", cells === termsCells ? "terms" : "reason"];
  const body = h("tbody", {});
  const head = h("tr", {}, columns.map((name) => h("th", { scope: "col" }, t(`page.enrolments.column_${name}`))));
  const list = pager({
    load: async (cursor) => partOf(lines, Number(cursor ?? 0)),
    row: (line) => tableRow([String(line.line), line.address, line.name, outcomeTag(line.outcome), cells(line)]),
    empty: () => null,
    container: body,
    host: tableBox(h("table", {}, h("caption", {}, caption), h("thead", {}, head), body)),
  });
  void list.start();
  return h("div", { "data-testid": testid }, list);
}

function partOf(lines, from) {
  const next = from + ROWS_SHOWN;
  return { items: lines.slice(from, next), next_cursor: next < lines.length ? String(next) : null };
}

function outcomeTag(outcome) {
  return tag(KINDS[outcome], t(`page.enrolments.outcome_${outcome}`));
}

function reasonCells({ outcome, fault }) {
  if (fault) return t(`page.enrolments.fault_${fault.code}`, { first: fault.first });
  return t(`page.enrolments.reason_${outcome}`);
}

function termsCells({ before, terms, email_verified: isVerified }) {
  const now = termsText(terms);
  const changed = before && termsText(before) !== now;
  return [
    changed ? t("page.enrolments.terms_change", { before: termsText(before), after: now }) : now,
    !isVerified && h("p", { class: "fine" }, t("page.enrolments.unverified")),
  ];
}

/** Terms in one line. */
export function termsText({ group, extra_time_s: extra }) {
  const parts = [group, extra > 0 && t("page.enrolments.extra", { time: formatDuration(extra) })].filter(Boolean);
  return parts.length > 0 ? parts.join(", ") : t("page.enrolments.plain_terms");
}

// The addresses alone, one in each line: what a mail program takes.
function inviteBlock(lines) {
  if (lines.length === 0) return null;
  const addresses = lines.map(({ address }) => `${address}\r\n`).join("");
  const href = URL.createObjectURL(new Blob([addresses], { type: "text/plain" }));
  const file = { href, download: "no-account.txt", "data-testid": "no-account" };
  return h("p", {}, t("page.enrolments.invite_hint"), " ", h("a", file, tn("page.enrolments.invite", lines.length)));
}
