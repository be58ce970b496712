// One exam: what it is, what it costs, when it is held, and the way in.
import { api } from "../lib/api.js";
import { fillWith, h } from "../lib/dom.js";
import { t } from "../lib/i18n.js";
import { markup } from "../lib/markup.js";
import { goToSignIn, startPage } from "../lib/page.js";
import { asProblem } from "../lib/problem.js";
import { problemBanner } from "../parts/banner.js";
import { emptyState } from "../parts/empty.js";
import { examFacts } from "../parts/exam-facts.js";
import { actionButton } from "../parts/action-button.js";
import { sittingFacts, sittingLinks } from "../parts/sitting.js";
import { purchaseBlock } from "./exam/purchase.js";

await startPage({ title: "page.exam.title" }, async ({ main, me, query }) => {
  const id = query.get("id") ?? "";
  const exam = await api.get(`/api/exams/${encodeURIComponent(id)}`);
  document.title = `${exam.title} – ${t("page.product")}`;
  const { sale, isOpen } = await saleOf(exam, me);
  const sittings = exam.sittings.map((sitting) => sittingCard(sitting, isOpen, me));
  fillWith(
    main,
    h("h1", { lang: exam.language }, exam.title),
    h("p", { lang: exam.language }, exam.summary),
    examFacts(exam),
    h("div", { lang: exam.language, class: "description" }, markup(exam.description_html)),
    sale,
    me?.roles.includes("admin") && toPrice(id),
    h("h2", {}, t("page.exam.sittings")),
    sittings.length > 0
      ? h("ul", { class: "plain-list" }, sittings)
      : emptyState(t("page.exam.no_sittings"), h("p", {}, t("page.exam.no_sittings_hint"))),
  );
});

function toPrice(id) {
  const href = `/admin/payments/prices?exam=${encodeURIComponent(id)}`;
  return h("p", {}, h("a", { href, "data-testid": "to-price" }, t("page.exam.set_price")));
}

// An exam whose price cannot be read now is shown all the same: whoever has a seat goes on to it.
async function saleOf({ id, price }, me) {
  if (!price || price.amount_minor === 0) return { sale: null, isOpen: true };
  try {
    const pricing = await api.get(`/api/payments/exam/${encodeURIComponent(id)}/pricing`);
    return { sale: purchaseBlock(pricing, me), isOpen: pricing.access?.has_access === true };
  } catch (error) {
    return { sale: problemBanner(asProblem(error), { retry: () => location.reload() }), isOpen: false };
  }
}

function sittingCard(sitting, isOpen, me) {
  return h(
    "li",
    { class: "card", "data-testid": "sitting" },
    h("h3", {}, sitting.title),
    sittingFacts(sitting),
    way(sitting, isOpen, me),
  );
}

function way(sitting, isOpen, me) {
  if (sitting.enrolled) return sittingLinks(sitting);
  if (sitting.phase === "ended") return null;
  if (!isOpen) return h("p", { class: "fine" }, t("page.exam.priced"));
  if (!me)
    return h(
      "div",
      { class: "form-actions" },
      h(
        "button",
        { type: "button", class: "button", "data-testid": "sign-in-to-enrol", onclick: goToSignIn },
        t("page.exam.sign_in_to_enrol"),
      ),
    );
  const enrol = async () => {
    await api.post(`/api/sittings/${encodeURIComponent(sitting.id)}/enrol`);
    location.assign("/my");
  };
  return actionButton({ label: t("page.exam.enrol"), act: enrol, testid: "enrol" });
}
