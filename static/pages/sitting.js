// A sitting on its author's page: who sits, who supervises, the plan. Without one, a new one is planned here.
import { api } from "../lib/api.js";
import { fillWith, h } from "../lib/dom.js";
import { formatTime } from "../lib/format.js";
import { t, tn } from "../lib/i18n.js";
import { startPage } from "../lib/page.js";
import { emptyState } from "../parts/empty.js";
import { sittingFacts } from "../parts/sitting.js";
import { cancelBlock } from "./sitting/cancel.js";
import { enrolBlock } from "./sitting/enrol.js";
import { enrolledBlock } from "./sitting/enrolled.js";
import { planForm } from "./sitting/plan.js";
import { staffBlock } from "./sitting/staff.js";

await startPage({ title: "page.sitting.title", signIn: "required" }, async ({ main, query }) => {
  const [exam, id] = [query.get("exam"), query.get("id")];
  if (exam) return planNew(main, exam);
  if (id) return showSitting(main, id);
  fillWith(main, h("h1", {}, t("page.sitting.title")), emptyState(t("page.sitting.which"), toDesk()));
});

function toDesk() {
  return h("p", {}, h("a", { href: "/author" }, t("page.author.title")));
}

function examAddress(id) {
  return `/author?exam=${encodeURIComponent(id)}`;
}

async function planNew(main, id) {
  const path = `/api/exams/${encodeURIComponent(id)}`;
  const exam = await api.get(path);
  document.title = `${t("page.schedule.title")} – ${t("page.product")}`;
  const send = async (plan) => {
    const sitting = await api.post(`${path}/sittings`, plan);
    location.assign(`/sitting?id=${encodeURIComponent(sitting.id)}`);
  };
  fillWith(
    main,
    h("h1", {}, t("page.schedule.title")),
    h("p", { class: "lead" }, h("a", { href: examAddress(id) }, exam.title)),
    planForm({ button: t("page.schedule.button"), send }),
  );
}

async function showSitting(main, id) {
  const path = `/api/sittings/${encodeURIComponent(id)}`;
  const sheet = await api.get(path);
  const head = h("div", {});
  const count = h("p", { "data-testid": "enrolled-count" });
  const show = (now) => {
    document.title = `${now.title} – ${now.exam.title} – ${t("page.product")}`;
    fillWith(head, headOf(now));
    count.textContent = countText(now);
    enrolled.offerGroups(now.groups);
    cancel.show(now);
  };
  // What was changed shows everywhere on the page, and what is being typed elsewhere stays.
  const refresh = async () => show(await api.get(path));
  const enrolled = enrolledBlock(path, refresh);
  const cancel = cancelBlock(path, sheet.exam.id);
  const change = async (plan) => {
    await api.put(path, plan);
    await refresh();
    return t("page.sitting.saved");
  };
  const enrol = enrolBlock(path, async () => {
    await refresh();
    await enrolled.start();
  });
  show(sheet);
  fillWith(
    main,
    head,
    h("h2", {}, t("page.enrolments.title")),
    count,
    enrol,
    enrolled.element,
    h("h2", {}, t("page.sitting.staff")),
    staffBlock(path, sheet.staff),
    h("h2", {}, t("page.sitting.plan")),
    h(
      "details",
      { "data-testid": "change-plan" },
      h("summary", {}, t("page.sitting.change")),
      planForm({ plan: sheet.plan, fixed: sheet.fixed, button: t("page.sitting.save"), send: change }),
    ),
    cancel.element,
  );
  await enrolled.start();
}

function headOf(sitting) {
  return [
    h("h1", {}, sitting.title),
    h(
      "p",
      { class: "lead" },
      h("a", { href: examAddress(sitting.exam.id), "data-testid": "to-exam" }, sitting.exam.title),
    ),
    sittingFacts(sitting),
    h("p", {}, t("proctor.code", { code: sitting.code }), sitting.released_at && ` · ${releasedText(sitting)}`),
    h(
      "div",
      { class: "form-actions" },
      link("proctor", "room", sitting, t("room.staff.go")),
      link("results", "sitting", sitting, t("page.results.title")),
      link("marking", "sitting", sitting, t("page.marking.title")),
    ),
  ];
}

function releasedText(sitting) {
  return t("page.sitting.released", { time: formatTime(sitting.released_at) });
}

function link(page, name, sitting, text) {
  const href = `/${page}?${name}=${encodeURIComponent(sitting.id)}`;
  return h("a", { class: "button secondary", href, "data-testid": `to-${page}` }, text);
}

function countText({ enrolled, entered }) {
  const people = tn("page.enrolments.people", enrolled);
  return entered === 0 ? people : `${people} · ${tn("page.enrolments.entered_count", entered)}`;
}
