// What is given to an answer: a level of each criterion of the rubric, or plain points, and a comment to the student.
import { h } from "../../lib/dom.js";
import { formatMarks, MARKS_PER_POINT } from "../../lib/format.js";
import { t } from "../../lib/i18n.js";
import { choiceGroup } from "../../parts/choice-group.js";
import { field } from "../../parts/field.js";

/** `read()` answers the mark as the API takes it, or null after saying what is missing; `pick(number)` is a key's. */
export function markForm(question, sheet) {
  const comment = field({
    name: "comment",
    label: t("page.marking.comment"),
    type: "textarea",
    value: sheet.mark?.comment ?? "",
    attributes: { maxlength: 4000 },
  });
  const given = question.rubric ? byLevels(question.rubric, sheet) : byPoints(sheet);
  const element = h("div", { "data-testid": "mark-form" }, given.element, comment);
  const read = () => {
    const mark = given.read();
    return mark && { ...mark, comment: comment.value ?? "" };
  };
  return { element, read, pick: given.pick };
}

function byPoints(sheet) {
  const given = sheet.mark?.points;
  const points = field({
    name: "points",
    label: t("page.marking.points", { max: formatMarks(sheet.max) }),
    type: "number",
    required: true,
    value: given === undefined || given === null ? null : given / MARKS_PER_POINT,
    attributes: { min: 0, max: sheet.max / MARKS_PER_POINT, step: "any", inputmode: "decimal" },
  });
  const read = () => {
    points.error = points.isMissing ? t("field.required") : null;
    if (!points.isMissing) return { points: Math.round(points.value * MARKS_PER_POINT) };
    points.input.focus();
    return null;
  };
  return { element: points, read, pick: () => false };
}

function byLevels(rubric, sheet) {
  const known = sheet.mark?.rubric === rubric.id ? sheet.mark.levels : null;
  const state = { current: 0 };
  const criteria = rubric.criteria.map((criterion, at) => criterionGroup(criterion, at, known?.[at], () => turnTo(at)));
  function turnTo(at) {
    state.current = at;
    criteria.forEach(({ element }, other) => element.classList.toggle("current", other === at));
  }
  turnTo(0);
  const pick = (number) => {
    const picked = criteria[state.current].pick(number);
    if (picked) turnTo(Math.min(state.current + 1, criteria.length - 1));
    return picked;
  };
  const read = () => {
    const levels = criteria.map((criterion) => criterion.chosen());
    criteria.forEach((criterion, at) => criterion.tell(levels[at] === null));
    if (!levels.includes(null)) return { rubric: rubric.id, levels };
    turnTo(levels.indexOf(null));
    criteria[state.current].element.querySelector("input").focus();
    return null;
  };
  return { element: h("div", {}, criteria.map(({ element }) => element)), read, pick };
}

function criterionGroup(criterion, at, chosen, changed) {
  const options = criterion.levels.map(({ points, words }, place) => ({
    id: String(place),
    words: t("page.marking.level", { points: formatMarks(points), words }),
  }));
  const group = choiceGroup({ type: "radio", options, changed });
  if (chosen !== undefined && chosen !== null) group.choose([String(chosen)]);
  const missing = h("p", { class: "field-error", hidden: true, role: "alert" }, t("field.level_missing"));
  const element = h(
    "fieldset",
    { class: "criterion", "data-testid": `criterion-${at + 1}` },
    h("legend", {}, criterion.title),
    criterion.description && h("p", { class: "fine" }, criterion.description),
    missing,
    group.element,
  );
  return {
    element,
    chosen: () => (group.chosen().length > 0 ? Number(group.chosen()[0]) : null),
    tell: (isMissing) => (missing.hidden = !isMissing),
    pick: (number) => {
      if (number > criterion.levels.length) return false;
      group.pick(number);
      return true;
    },
  };
}
