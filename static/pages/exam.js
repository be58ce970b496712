// One exam: what it is, when it is held, and the way in.
import { api } from "../lib/api.js";
import { fillWith, h } from "../lib/dom.js";
import { t } from "../lib/i18n.js";
import { markup } from "../lib/markup.js";
import { goToSignIn, startPage } from "../lib/page.js";
import { emptyState } from "../parts/empty.js";
import { examFacts } from "../parts/exam-facts.js";
import { actionButton } from "../parts/action-button.js";
import { sittingFacts, sittingLinks } from "../parts/sitting.js";

await startPage({ title: "page.exam.title" }, async ({ main, me, query }) => {
  const id = query.get("id") ?? "";
  const exam = await api.get(`/api/exams/${encodeURIComponent(id)}`);
  document.title = `${exam.title} – ${t("page.product")}`;
  const sittings = exam.sittings.map((sitting) => sittingCard(sitting, exam, me));
  fillWith(
    main,
    h("h1", { lang: exam.language }, exam.title),
    h("p", { lang: exam.language }, exam.summary),
    examFacts(exam),
    h("div", { lang: exam.language, class: "description" }, markup(exam.description_html)),
    h("h2", {}, t("page.exam.sittings")),
    sittings.length > 0
      ? h("ul", { class: "plain-list" }, sittings)
      : emptyState(t("page.exam.no_sittings"), h("p", {}, t("page.exam.no_sittings_hint"))),
  );
});

function sittingCard(sitting, exam, me) {
  return h(
    "li",
    { class: "card", "data-testid": "sitting" },
    h("h3", {}, sitting.title),
    sittingFacts(sitting),
    way(sitting, exam, me),
  );
}

function way(sitting, exam, me) {
  if (sitting.enrolled) return sittingLinks(sitting);
  if (sitting.phase === "ended") return null;
  if (exam.price && exam.price.amount_minor > 0) return h("p", { class: "fine" }, t("page.exam.priced"));
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
