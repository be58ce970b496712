// The rubric of a question: criteria with levels of points and words. What is typed stays when a row comes or goes.
import { api } from "../../lib/api.js";
import { fillWith, h } from "../../lib/dom.js";
import { form } from "../../lib/form.js";
import { formatMarks, MARKS_PER_POINT } from "../../lib/format.js";
import { t, tn } from "../../lib/i18n.js";
import { field } from "../../parts/field.js";

const CRITERIA_MAX = 10;
const LEVELS_MIN = 2;
const LEVELS_MAX = 6;

/** Fills `main` with the rubric of `question`. */
export function showRubric(main, marking, question) {
  const back = `/marking?sitting=${encodeURIComponent(marking.sitting)}`;
  const path = `/api/exams/${encodeURIComponent(marking.exam)}/questions/${encodeURIComponent(question.id)}/rubric`;
  const criteria = structuredClone(question.rubric?.criteria ?? [newCriterion(question.points)]);
  const place = h("div", {});
  const send = async (values) => {
    read(criteria, values);
    await api.put(path, { version: question.rubric?.version ?? 0, criteria });
    location.assign(back);
  };
  const show = () => {
    const built = criteria.map((criterion, at) => criterionBox(criteria, criterion, at, change));
    const fields = built.flatMap((one) => one.fields);
    const element = form({
      fields,
      content: [built.map((one) => one.element), addButton(criteria, question, change)],
      button: t("page.rubric.save"),
      send,
      testid: "rubric",
    });
    fillWith(place, element);
    return fields;
  };
  // Reads what is typed, changes the criteria, shows them anew and puts the focus where the change was.
  function change(alter, focus) {
    read(criteria, Object.fromEntries(fields.map(({ name, value }) => [name, value])));
    alter();
    fields = show();
    place.querySelector(`[data-testid="${focus}"]`)?.focus();
  }
  let fields = show();
  document.title = `${t("page.rubric.title")} – ${question.name} – ${t("page.product")}`;
  fillWith(
    main,
    h("h1", {}, t("page.rubric.title")),
    h("p", { class: "lead" }, question.name),
    h("p", {}, tn("page.rubric.detail", question.points / MARKS_PER_POINT, { points: formatMarks(question.points) })),
    place,
    h("p", {}, h("a", { href: back }, t("page.marking.back"))),
  );
}

function criterionBox(criteria, criterion, at, change) {
  const named = (rest) => `criteria/${at}/${rest}`;
  const title = field({
    name: named("title"),
    label: t("page.rubric.criterion", { number: at + 1 }),
    required: true,
    value: criterion.title,
    attributes: { "data-testid": `criterion-${at}` },
  });
  const description = field({
    name: named("description"),
    label: t("page.rubric.description"),
    value: criterion.description,
    attributes: { "data-testid": `description-${at}` },
  });
  const levels = criterion.levels.map((level, place) => levelRow(criterion, level, { at, place, named }, change));
  const last = criterion.levels.length;
  const more = button(t("page.rubric.add_level"), `add-level-${at}`, last < LEVELS_MAX, () =>
    change(() => criterion.levels.push({ points: 0, words: "" }), `points-${at}-${last}`),
  );
  const name = t("page.rubric.remove_criterion", { number: at + 1 });
  const remove = button(name, `remove-criterion-${at}`, criteria.length > 1, () =>
    change(() => criteria.splice(at, 1), "add-criterion"),
  );
  return {
    fields: [title, description, ...levels.flatMap((level) => level.fields)],
    element: h(
      "section",
      { class: "card rubric-criterion" },
      title,
      description,
      levels.map((level) => level.element),
      h("div", { class: "form-actions" }, more, remove),
    ),
  };
}

function levelRow(criterion, level, { at, place, named }, change) {
  const points = field({
    name: named(`levels/${place}/points`),
    label: t("page.rubric.points"),
    type: "number",
    required: true,
    value: level.points / MARKS_PER_POINT,
    attributes: { min: 0, step: "any", inputmode: "decimal", "data-testid": `points-${at}-${place}` },
  });
  const words = field({
    name: named(`levels/${place}/words`),
    label: t("page.rubric.words"),
    required: true,
    value: level.words,
    attributes: { "data-testid": `words-${at}-${place}` },
  });
  const name = t("page.rubric.remove_level", { number: place + 1 });
  const remove = button(name, `remove-level-${at}-${place}`, criterion.levels.length > LEVELS_MIN, () =>
    change(() => criterion.levels.splice(place, 1), `add-level-${at}`),
  );
  return { fields: [points, words], element: h("div", { class: "rubric-level" }, points, words, remove) };
}

function addButton(criteria, question, change) {
  const add = () => change(() => criteria.push(newCriterion(question.points)), `criterion-${criteria.length}`);
  return h(
    "div",
    { class: "form-actions" },
    button(t("page.rubric.add_criterion"), "add-criterion", criteria.length < CRITERIA_MAX, add),
  );
}

function button(label, testid, enabled, onclick) {
  return h(
    "button",
    { type: "button", class: "button secondary", disabled: !enabled, "data-testid": testid, onclick },
    label,
  );
}

function newCriterion(points) {
  return { title: "", description: "", levels: [0, points].map((earned) => ({ points: earned, words: "" })) };
}

// Brings what was typed into the criteria, by the fields' names.
function read(criteria, values) {
  criteria.forEach((criterion, at) => {
    criterion.title = values[`criteria/${at}/title`] ?? "";
    criterion.description = values[`criteria/${at}/description`] ?? "";
    criterion.levels.forEach((level, place) => {
      level.points = Math.round((values[`criteria/${at}/levels/${place}/points`] ?? 0) * MARKS_PER_POINT);
      level.words = values[`criteria/${at}/levels/${place}/words`] ?? "";
    });
  });
}
