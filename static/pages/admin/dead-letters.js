// Work that was given up after its tries: what it was, why it failed; try it again, or let it go for good.
import { api } from "../../lib/api.js";
import { fillWith, h } from "../../lib/dom.js";
import { formatExactTime } from "../../lib/exact-time.js";
import { t, tn } from "../../lib/i18n.js";
import { actionButton } from "../../parts/action-button.js";
import { banner } from "../../parts/banner.js";
import { confirmDialog } from "../../parts/dialog.js";
import { emptyState } from "../../parts/empty.js";
import { facts } from "../../parts/exam-facts.js";
import { pager } from "../../parts/pager.js";
import { orderLink } from "./frame.js";
import { saying } from "./proof.js";

const PATH = "/api/admin/payments/dead-letters";

/** `changed()` is called when a letter went. */
export function deadLetters(changed) {
  const said = h("div", { role: "status", tabindex: "-1" });
  const list = pager({
    load: (cursor) => api.get(PATH, { cursor }),
    row: (letter) => letterRow(letter, after),
    empty: () => emptyState(t("page.letters.none")),
  });
  const after = async (done) => {
    fillWith(said, banner("good", done));
    // The letter's own button goes with the letter.
    said.focus();
    await Promise.all([list.start(), changed()]);
  };
  return { element: h("div", { "data-testid": "dead-letters" }, said, list), start: () => list.start() };
}

function letterRow(letter, after) {
  const { job, order, kind, tries, error, finished_at: at } = letter;
  const path = `${PATH}/${encodeURIComponent(job)}`;
  const retry = async () => {
    await api.post(`${path}/retry`);
    await after(t("page.letters.retried"));
  };
  const discard = async () => {
    const sure = await confirmDialog({
      title: t("page.letters.discard_question"),
      content: saying(t("page.letters.discard_detail")),
      confirm: t("page.letters.discard"),
      kind: "danger",
      testid: "discard-dialog",
    });
    if (!sure) return;
    await api.post(`${path}/discard`);
    await after(t("page.letters.discarded"));
  };
  return h(
    "li",
    { class: "card", "data-testid": "dead-letter" },
    h("h3", {}, kind.replaceAll("_", " ")),
    facts([
      [t("page.letters.given_up"), formatExactTime(at)],
      [t("page.letters.tries"), tn("page.letters.times", tries)],
      order && [t("page.admin.column_order"), orderLink(order)],
    ]),
    h(
      "details",
      {},
      h("summary", {}, t("page.letters.error")),
      h("p", { class: "payment-id" }, error ?? "–"),
      h("p", { class: "fine" }, t("page.letters.job"), " ", h("span", { class: "payment-id" }, String(job))),
    ),
    h(
      "div",
      { class: "form-actions" },
      actionButton({ label: t("page.letters.retry"), act: retry, testid: "retry-letter", kind: "secondary" }),
      actionButton({ label: t("page.letters.discard"), act: discard, testid: "discard-letter", kind: "quiet" }),
    ),
  );
}
