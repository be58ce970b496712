// A paper while it is edited. Sections and items have keys of their own, by which what is shown of them moves with them;
// it knows neither the page nor the server.
import { MARKS_PER_POINT } from "../../../lib/format.js";

// Far beyond what the server accepts, and still a whole number of marks.
const POINTS_MAX = 1_000_000;

let keys = 0;

function keyed(value) {
  keys += 1;
  return { key: keys, ...value };
}

/** Points as a person types them, in marks; nothing typed is nothing. */
export function marksOf(text) {
  const points = Number(text) || 0;
  return Math.round(Math.min(POINTS_MAX, Math.max(-POINTS_MAX, points)) * MARKS_PER_POINT);
}

/** How many questions an item gives. */
export function countOf(item) {
  return item.question ? 1 : item.count;
}

/** Questions and marks of items together. */
export function totalsOf(items) {
  const sum = (value) => items.reduce((total, item) => total + value(item), 0);
  return { questions: sum(countOf), points: sum((item) => countOf(item) * item.points) };
}

export class Paper {
  #removed = [];

  /** `sheet` is a paper as the API tells it. */
  constructor(sheet) {
    this.take(sheet);
  }

  /** Becomes another paper; what was removed cannot come back. */
  take({ sections, shuffle_options }) {
    this.shuffleOptions = shuffle_options;
    this.sections = sections.map((section) => keyed({ ...section, items: section.items.map(keyed) }));
    this.settle();
  }

  /** The paper as the API takes it, the same for the same paper to the last character. */
  written() {
    const item = ({ question, draw, count, points }) => (question ? { question, points } : { draw, count, points });
    const section = ({ title, shuffle, items }) => ({ title, shuffle, items: items.map(item) });
    return { sections: this.sections.map(section), shuffle_options: this.shuffleOptions };
  }

  get totals() {
    return totalsOf(this.sections.flatMap(({ items }) => items));
  }

  /** The ids of the questions that everybody gets. */
  get asked() {
    const items = this.sections.flatMap(({ items }) => items);
    return new Set(items.filter(({ question }) => question).map(({ question }) => question));
  }

  addSection() {
    const section = keyed({ title: "", shuffle: "fixed", items: [] });
    this.sections.push(section);
    return section;
  }

  /** `cards` are questions of the bank; each comes with the points that its author suggests. */
  addQuestions(section, cards) {
    section.items.push(...cards.map(({ id, points }) => keyed({ question: id, points })));
  }

  addDraw(section) {
    const item = keyed({ draw: { category: "" }, count: 1, points: MARKS_PER_POINT });
    section.items.push(item);
    return item;
  }

  /** Moves one of `list` by as many places, as far as there are some; says whether it moved. */
  move(list, one, by) {
    const from = list.indexOf(one);
    const to = Math.min(list.length - 1, Math.max(0, from + by));
    list.splice(to, 0, ...list.splice(from, 1));
    return to !== from;
  }

  /** Moves items to the end of another section. */
  bring(from, items, to) {
    if (from === to) return;
    from.items = from.items.filter((item) => !items.includes(item));
    to.items.push(...items);
  }

  /** Takes items out; `words` say what they were. */
  removeItems(section, items, words) {
    const places = items.map((item) => [section.items.indexOf(item), item]).sort(([one], [other]) => one - other);
    section.items = section.items.filter((item) => !items.includes(item));
    const undo = () => places.forEach(([place, item]) => section.items.splice(place, 0, item));
    this.#removed.push({ words, undo, section, item: places[0][1] });
  }

  removeSection(section, words) {
    const place = this.sections.indexOf(section);
    this.sections.splice(place, 1);
    this.#removed.push({ words, undo: () => this.sections.splice(place, 0, section), section, item: null });
  }

  /** What was removed so far does not come back. */
  settle() {
    this.#removed = [];
  }

  /** What was removed last and can come back, in words; null for nothing. */
  get removed() {
    return this.#removed.at(-1)?.words ?? null;
  }

  /** Puts back what was removed last, so that every place is still there; answers its section and, of items, the first. */
  undo() {
    const { undo, section, item } = this.#removed.pop();
    undo();
    return { section, item };
  }
}
