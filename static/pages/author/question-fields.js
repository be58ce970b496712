// The fields of a question by its kind, and the draft that they make.
import { fillWith, h } from "../../lib/dom.js";
import { t } from "../../lib/i18n.js";
import { entryList } from "../../parts/entry-list.js";
import { field } from "../../parts/field.js";
import { markupField } from "../../parts/markup-field.js";

const KINDS = ["single_choice", "multiple_choice", "true_false", "short_text", "numerical", "matching", "essay"];
const MARKS_PER_POINT = 100_000;
const SORTS = { exact: ["value"], tolerance: ["value", "tolerance"], between: ["from", "to"], any: [] };

/** Fields for `draft`, or for a new question where it is null: `{element, fields(), draft()}`. */
export function questionFields(draft) {
  const kind = choice("kind", KINDS, (one) => t(`page.kind.${one}`), draft?.kind);
  const name = at(
    "/question/name",
    field({
      name: "name",
      label: label("name"),
      hint: t("page.question.name_hint"),
      required: true,
      value: draft?.name ?? null,
    }),
  );
  const attributes = { min: 0, step: "any", inputmode: "decimal" };
  const value = (draft?.points ?? MARKS_PER_POINT) / MARKS_PER_POINT;
  const points = at(
    "/question/points",
    field({ name: "points", label: label("points"), type: "number", required: true, value, attributes }),
  );
  const text = markup("text", draft?.text, { rows: 5, required: true, hint: t("page.question.text_hint") });
  const general = markup("general_feedback", draft?.general_feedback, {});
  const box = h("div", {});
  let body = null;
  const rebuild = (from) => {
    body = BODIES[kind.input.value](from, () => text.markup().format);
    fillWith(box, body.elements);
  };
  // Kinds that have the same lists keep what is in them.
  kind.input.addEventListener("change", () => rebuild(body.read()));
  rebuild(draft);
  return {
    element: [kind, name, points, text, box, folded(general)],
    fields: () => [kind, name, points, text, ...body.fields(), general],
    draft: () => ({
      name: name.input.value,
      kind: kind.input.value,
      points: Math.round(Number(points.input.value) * MARKS_PER_POINT),
      text: text.markup(),
      ...written("general_feedback", general),
      ...body.read(),
    }),
  };
}

const BODIES = {
  single_choice: (draft, format) => choices(draft, format, [100, 0]),
  multiple_choice: (draft, format) => choices(draft, format, [50, 50, 0]),
  true_false: truth,
  short_text: shortText,
  numerical,
  matching,
  essay: () => ({
    elements: [h("p", { class: "hint" }, t("page.question.essay_hint"))],
    fields: () => [],
    read: () => ({}),
  }),
};

function choices(draft, format, weights) {
  const values = draft?.options ?? weights.map((percent) => ({ percent: String(percent) }));
  const list = entries("options", values, (option) => {
    const text = markupField({
      name: "text",
      label: label("option_text"),
      required: true,
      ...source(option?.text, format),
    });
    return weighted({ text }, [text], option, format, () => ({ text: text.markup() }));
  });
  return {
    elements: [h("p", { class: "hint" }, t("page.question.weight_hint")), list.element],
    fields: list.fields,
    read: () => ({ options: list.read() }),
  };
}

function truth(draft, format) {
  const correct = choice("correct", ["true", "false"], (one) => t(`room.${one}`), draft?.correct);
  const feedback = ["feedback_true", "feedback_false"].map((name) => markup(name, draft?.[name], {}, format()));
  return {
    elements: [correct, feedback.map(folded)],
    fields: () => [correct, ...feedback],
    read: () => ({
      correct: correct.input.value,
      ...written("feedback_true", feedback[0]),
      ...written("feedback_false", feedback[1]),
    }),
  };
}

function shortText(draft, format) {
  const rule = choice("case", ["insensitive", "sensitive"], (one) => t(`page.question.case_${one}`), draft?.case);
  const list = entries("answers", draft?.answers ?? [{ percent: "100" }], (answer) => {
    const pattern = field({
      name: "pattern",
      label: label("pattern"),
      hint: t("page.question.pattern_hint"),
      required: true,
      value: answer?.pattern ?? null,
    });
    return weighted({ pattern }, [pattern], answer, format, () => ({ pattern: pattern.input.value }));
  });
  return {
    elements: [rule, list.element],
    fields: () => [rule, ...list.fields()],
    read: () => ({ case: rule.input.value, answers: list.read() }),
  };
}

function numerical(draft, format) {
  const list = entries("ranges", draft?.ranges ?? [{ sort: "tolerance", percent: "100" }], (range) => {
    const sort = choice("sort", Object.keys(SORTS), (one) => t(`page.question.sort_${one}`), range?.sort);
    const attributes = { inputmode: "decimal" };
    const number = (name) => field({ name, label: label(name), value: range?.[name] ?? null, attributes });
    const numbers = Object.fromEntries(["value", "tolerance", "from", "to"].map((name) => [name, number(name)]));
    const show = () => {
      for (const [name, one] of Object.entries(numbers)) one.hidden = !SORTS[sort.input.value].includes(name);
    };
    sort.input.addEventListener("change", show);
    show();
    const read = () => ({
      sort: sort.input.value,
      ...Object.fromEntries(SORTS[sort.input.value].map((name) => [name, numbers[name].input.value])),
    });
    return weighted({ sort, ...numbers }, [sort, ...Object.values(numbers)], range, format, read);
  });
  return { elements: [list.element], fields: list.fields, read: () => ({ ranges: list.read() }) };
}

function matching(draft, format) {
  const pairs = entries("pairs", draft?.pairs ?? [null, null], (pair) => {
    const part = (name) =>
      markupField({ name, label: label(`pair_${name}`), required: true, ...source(pair?.[name], format) });
    const fields = { stem: part("stem"), answer: part("answer") };
    return {
      fields,
      content: Object.values(fields),
      read: () => ({ stem: fields.stem.markup(), answer: fields.answer.markup() }),
    };
  });
  const wrong = entries("distractors", draft?.distractors ?? [], (text) => {
    const own = markupField({
      name: "distractor",
      label: label("distractor"),
      required: true,
      ...source(text, format),
    });
    return { fields: { "": own }, content: own, read: () => own.markup() };
  });
  return {
    elements: [pairs.element, wrong.element],
    fields: () => [...pairs.fields(), ...wrong.fields()],
    read: () => ({ pairs: pairs.read(), distractors: wrong.read() }),
  };
}

// An entry with a weight and, folded away, what is said to those who chose it.
function weighted(fields, content, value, format, read) {
  const percent = field({
    name: "percent",
    label: label("percent"),
    required: true,
    value: value?.percent ?? "0",
    attributes: { inputmode: "decimal" },
  });
  const feedback = markupField({ name: "feedback", label: label("feedback"), ...source(value?.feedback, format) });
  return {
    fields: { ...fields, percent, feedback },
    content: [content, percent, folded(feedback)],
    read: () => ({ ...read(), percent: percent.input.value, ...written("feedback", feedback) }),
  };
}

function entries(name, values, row) {
  const heading = label(`${name}_all`);
  const words = { heading, title: label(name), add: label(`add_${name}`) };
  return entryList({ name, pointer: `/question/${name}`, ...words, values, row });
}

function choice(name, values, words, value) {
  const options = values.map((one) => [one, words(one)]);
  return at(
    `/question/${name}`,
    field({ name, label: label(name), type: "select", options, value: value ?? values[0] }),
  );
}

function markup(name, value, more, format = "markdown") {
  return at(`/question/${name}`, markupField({ name, label: label(name), value: value ?? null, format, ...more }));
}

function source(value, format) {
  return { value: value ?? null, format: format() };
}

// Feedback is left out of the draft while nothing is written in it.
function written(name, field) {
  return field.input.value.trim() === "" ? {} : { [name]: field.markup() };
}

function folded(field) {
  return h("details", { open: field.input.value !== "" }, h("summary", {}, field.label), field);
}

function label(name) {
  return t(`page.question.${name}`);
}

function at(pointer, field) {
  field.pointer = pointer;
  return field;
}
