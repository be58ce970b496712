// The sittings of an exam: each with its state and the ways to it.
import { h } from "../../lib/dom.js";
import { t } from "../../lib/i18n.js";
import { emptyState } from "../../parts/empty.js";
import { sittingFacts } from "../../parts/sitting.js";

/** `exam` is an AuthoredExam of the API. */
export function sittingsBlock(exam) {
  const rows = exam.sittings.map(sittingRow);
  return h(
    "section",
    {},
    h("h2", {}, t("page.exam.sittings")),
    rows.length > 0 ? h("ul", { class: "plain-list" }, rows) : emptyState(t("page.exam.no_sittings")),
  );
}

function sittingRow(sitting) {
  const address = { href: `/sitting?id=${encodeURIComponent(sitting.id)}`, "data-testid": "to-sitting" };
  const desk = { href: `/proctor?room=${encodeURIComponent(sitting.id)}`, "data-testid": "to-desk" };
  return h(
    "li",
    { class: "card", "data-testid": "authored-sitting" },
    h("h3", {}, h("a", address, sitting.title)),
    sittingFacts(sitting),
    h("p", {}, h("a", desk, t("room.staff.go")), " · ", t("proctor.code", { code: sitting.code })),
    h(
      "div",
      { class: "form-actions" },
      link("results", sitting, t("page.results.title")),
      link("marking", sitting, t("page.marking.title")),
    ),
  );
}

function link(page, sitting, text) {
  const href = `/${page}?sitting=${encodeURIComponent(sitting.id)}`;
  return h("a", { class: "button secondary", href, "data-testid": `to-${page}` }, text);
}
