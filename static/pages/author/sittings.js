// The sittings of an exam: plan one, put a proctor in charge or ask a marker, go to the results.
import { api } from "../../lib/api.js";
import { h } from "../../lib/dom.js";
import { form } from "../../lib/form.js";
import { timeZone } from "../../lib/format.js";
import { t } from "../../lib/i18n.js";
import { emptyState } from "../../parts/empty.js";
import { field } from "../../parts/field.js";
import { sittingFacts } from "../../parts/sitting.js";

const REVIEWS = {
  all: ["shown", "shown", "shown", "shown"],
  own: ["shown", "shown", "hidden", "hidden"],
  score: ["shown", "hidden", "hidden", "hidden"],
  none: ["hidden", "hidden", "hidden", "hidden"],
};

/** `path` is the exam's address in the API. */
export function sittingsBlock(exam, path) {
  const rows = exam.sittings.map(sittingRow);
  return h(
    "section",
    {},
    h("h2", {}, t("page.exam.sittings")),
    rows.length > 0 ? h("ul", { class: "plain-list" }, rows) : emptyState(t("page.exam.no_sittings")),
    h("h2", { id: "plan" }, t("page.schedule.title")),
    exam.paper ? scheduleForm(path) : h("p", {}, t("page.steps.paper_first")),
  );
}

function sittingRow(sitting) {
  const path = `/api/sittings/${encodeURIComponent(sitting.id)}`;
  const email = field({ name: "email", label: t("page.schedule.staff"), type: "email", required: true });
  const addStaff = async (values) => {
    await api.post(`${path}/staff`, values);
    email.input.value = "";
    return t("page.schedule.staff_done", { email: values.email });
  };
  return h(
    "li",
    { class: "card", "data-testid": "authored-sitting" },
    h("h3", {}, sitting.title),
    sittingFacts(sitting),
    h(
      "p",
      {},
      h("a", { href: `/proctor?room=${encodeURIComponent(sitting.id)}`, "data-testid": "to-desk" }, t("room.staff.go")),
      " · ",
      t("proctor.code", { code: sitting.code }),
    ),
    h(
      "details",
      {},
      h("summary", {}, t("page.schedule.staff_title")),
      form({ fields: [email], button: t("page.schedule.staff_button"), send: addStaff, testid: "staff", quiet: true }),
    ),
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

function scheduleForm(path) {
  const choice = (name, values) =>
    field({
      name,
      label: t(`page.schedule.${name}`),
      type: "select",
      options: values.map((value) => [value, t(`page.schedule.${name}_${value}`)]),
    });
  const fields = [
    field({ name: "title", label: t("page.schedule.name"), required: true }),
    field({
      name: "window_opens_at",
      label: t("page.schedule.opens"),
      hint: t("page.schedule.zone", { zone: timeZone() }),
      type: "datetime-local",
      required: true,
    }),
    field({ name: "window_closes_at", label: t("page.schedule.closes"), type: "datetime-local", required: true }),
    field({
      name: "time_limit_s",
      label: t("page.schedule.minutes"),
      type: "number",
      required: true,
      value: 60,
      attributes: { min: 1, step: 1, inputmode: "numeric" },
    }),
    choice("start", ["clock", "proctor"]),
    field({
      name: "attempts_allowed",
      label: t("page.schedule.attempts"),
      type: "number",
      required: true,
      value: 1,
      attributes: { min: 1, max: 100, step: 1, inputmode: "numeric" },
    }),
    choice("release", ["on_close", "manual"]),
    choice("review", Object.keys(REVIEWS)),
  ];
  const send = async (values) => {
    await api.post(`${path}/sittings`, {
      ...values,
      time_limit_s: Math.round(values.time_limit_s * 60),
      review: reviewOf(values.review),
    });
    location.reload();
  };
  return form({ fields, button: t("page.schedule.button"), send, testid: "schedule" });
}

function reviewOf(name) {
  const [show_score, show_answers, show_correct, show_feedback] = REVIEWS[name];
  return { show_score, show_answers, show_correct, show_feedback };
}
