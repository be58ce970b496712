// The form of a plan. What can no longer be changed is shown and cannot be typed into; what was not touched is sent as
// it came, since the fields show less than an instant holds.
import { h } from "../../lib/dom.js";
import { form } from "../../lib/form.js";
import { timeZone } from "../../lib/format.js";
import { t } from "../../lib/i18n.js";
import { wallText } from "../../lib/wall-time.js";
import { banner } from "../../parts/banner.js";
import { field } from "../../parts/field.js";

const REVIEW_PARTS = ["show_score", "show_answers", "show_correct", "show_feedback"];
const REVIEWS = {
  all: ["shown", "shown", "shown", "shown"],
  own: ["shown", "shown", "hidden", "hidden"],
  score: ["shown", "hidden", "hidden", "hidden"],
  none: ["hidden", "hidden", "hidden", "hidden"],
};
const FRESH = {
  title: null,
  window_opens_at: null,
  window_closes_at: null,
  time_limit_s: 3600,
  grace_s: 5,
  start: "clock",
  attempts_allowed: 1,
  release: "on_close",
  review: reviewOf("all"),
};

/** `plan` is a PlanView of the API, `fixed` the names of what cannot be changed; `send` takes a ScheduleSitting. */
export function planForm({ plan = FRESH, fixed = [], button, send }) {
  const rows = rowsOf(plan);
  for (const { field: one } of rows) one.input.disabled = fixed.includes(one.name);
  const shown = new Map(rows.map(({ field: one }) => [one.name, one.input.value]));
  // What was sent is what stands there from then on.
  let stored = plan;
  const read = ({ field: one, written = (value) => value }) => {
    const isTouched = one.input.value !== shown.get(one.name);
    return [one.name, isTouched ? written(one.value) : stored[one.name]];
  };
  const save = async () => {
    const next = Object.fromEntries(rows.map(read));
    const done = await send(next);
    stored = next;
    rows.forEach(({ field: one }) => shown.set(one.name, one.input.value));
    return done;
  };
  const fields = rows.map((row) => row.field);
  const content = [fixed.length > 0 && banner("info", t("page.sitting.fixed")), h("div", { class: "plan" }, fields)];
  return form({ fields, content, button, send: save, testid: "schedule" });
}

function rowsOf(plan) {
  const number = (name, label, value, limits) => {
    const attributes = { step: 1, inputmode: "numeric", ...limits };
    return field({ name, label, type: "number", required: true, value, attributes });
  };
  const time = (name, label, hint = null) =>
    field({ name, label, hint, type: "datetime-local", required: true, value: plan[name] && wallText(plan[name]) });
  const choice = (name, values, value = plan[name]) =>
    field({
      name,
      label: t(`page.schedule.${name}`),
      type: "select",
      options: values.map((one) => [one, t(`page.schedule.${name}_${one}`)]),
      value,
    });
  const review = reviewName(plan.review);
  const reviews = review === "other" ? [...Object.keys(REVIEWS), "other"] : Object.keys(REVIEWS);
  return [
    { field: field({ name: "title", label: t("page.schedule.name"), required: true, value: plan.title }) },
    { field: time("window_opens_at", t("page.schedule.opens"), t("page.schedule.zone", { zone: timeZone() })) },
    { field: time("window_closes_at", t("page.schedule.closes")) },
    {
      field: number("time_limit_s", t("page.schedule.minutes"), plan.time_limit_s / 60, { min: 1, step: "any" }),
      written: (minutes) => Math.round(minutes * 60),
    },
    { field: graceField(plan) },
    { field: choice("start", ["clock", "proctor"]) },
    { field: number("attempts_allowed", t("page.schedule.attempts"), plan.attempts_allowed, { min: 1, max: 100 }) },
    { field: choice("release", ["on_close", "manual"]) },
    { field: choice("review", reviews, review), written: reviewOf },
  ];
}

function graceField(plan) {
  return field({
    name: "grace_s",
    label: t("page.schedule.grace"),
    hint: t("page.schedule.grace_hint"),
    type: "number",
    required: true,
    value: plan.grace_s,
    attributes: { min: 0, max: 600, step: 1, inputmode: "numeric" },
  });
}

function reviewOf(name) {
  return Object.fromEntries(REVIEW_PARTS.map((part, at) => [part, REVIEWS[name][at]]));
}

function reviewName(review) {
  const isThis = ([, shown]) => REVIEW_PARTS.every((part, at) => review[part] === shown[at]);
  return Object.entries(REVIEWS).find(isThis)?.[0] ?? "other";
}
