// The editor of a paper: it begins with what is published or what this device has kept of it, asks the server after each
// change what that comes to, and publishes.
import { api } from "../../../lib/api.js";
import { fillWith, h } from "../../../lib/dom.js";
import { t } from "../../../lib/i18n.js";
import { forgetDraft, keepDraft, onDraftElsewhere, readDraft } from "../../../lib/paper-draft.js";
import { asProblem, Problem } from "../../../lib/problem.js";
import { banner, problemBanner } from "../../../parts/banner.js";
import { emptyState } from "../../../parts/empty.js";
import { field } from "../../../parts/field.js";
import { paperBar } from "./bar.js";
import { conflictBox } from "./conflict.js";
import { faultsBox } from "./faults.js";
import { Paper } from "./model.js";
import { otherTabBox } from "./other-tab.js";
import { samplesBlock } from "./samples.js";
import { sectionCard } from "./section-card.js";
import { setChildren } from "./set-children.js";

// Who types or presses a button again and again is asked about once.
const LOOKED_AFTER_MS = 400;

/** Fills `main` with the editor of the exam's paper; `account` is who edits. */
export async function showPaper(main, account, exam) {
  const path = `/api/exams/${encodeURIComponent(exam)}`;
  const home = `/author?exam=${encodeURIComponent(exam)}`;
  const [sheet, survey, card] = await Promise.all([
    api.get(`${path}/paper`),
    api.get(`${path}/bank`),
    api.get(`/api/my/authored/${encodeURIComponent(exam)}`),
  ]);
  document.title = `${t("page.paper.title")} – ${card.title} – ${t("page.product")}`;
  const place = { path, home, exam, account, survey: { ...survey, questions: card.bank_questions } };
  const editor = new PaperEditor(place, sheet);
  fillWith(
    main,
    h("h1", {}, t("page.paper.title")),
    h("p", { class: "lead" }, h("a", { href: home, lang: card.language, "data-testid": "to-exam" }, card.title)),
    card.bank_questions === 0 && banner("info", t("page.paper.bank_empty"), h("a", { href: home }, t("page.bank.back"))),
    editor.element,
  );
  await editor.start();
}

class PaperEditor {
  #cards = new Map();
  #edits = 0;
  #timer = null;
  #kept = true;

  /** `place` says where the exam is, who edits, and what its bank consists of; `sheet` is the published paper. */
  constructor(place, sheet) {
    const draft = readDraft(place.account, place.exam);
    this.place = place;
    this.published = sheet;
    this.base = draft?.base_version ?? sheet.version;
    this.paper = new Paper(draft ?? sheet);
    this.desk = {
      ...place,
      paper: this.paper,
      names: new Map(),
      changed: () => this.changed(),
      focusUndo: () => this.bar.focusUndo(),
    };
    this.faults = faultsBox(() => this.cards);
    this.conflict = conflictBox({ keep: (stored) => this.follow(stored), take: (stored) => this.take(stored) });
    this.otherTab = otherTabBox({ take: () => this.takeDraft(), keep: () => this.changed() });
    this.samples = samplesBlock(this.desk, (numbers) => this.look(numbers));
    this.bar = paperBar({
      preview: () => this.samples.show(),
      publish: () => this.publish(),
      undo: () => this.undo(),
    });
    this.trouble = h("div", { "data-testid": "paper-trouble" });
    this.done = h("div", { role: "status", "data-testid": "paper-done" });
    this.empty = emptyState(t("page.paper.empty"), h("p", {}, t("page.paper.empty_hint")));
    this.list = h("div", { class: "paper-sections" });
    this.options = this.optionsField();
    const onclick = () => this.addSection();
    const addSection = { type: "button", class: "button secondary", "data-testid": "add-section", onclick };
    this.element = h(
      "div",
      { class: "paper" },
      this.done,
      this.otherTab.element,
      this.conflict.element,
      this.faults.element,
      this.options,
      this.empty,
      this.list,
      h("p", { class: "hint" }, t("page.paper.keys_hint")),
      h("div", { class: "form-actions" }, h("button", addSection, t("page.paper.add_section"))),
      this.trouble,
      this.samples.element,
      this.bar.element,
    );
  }

  async start() {
    this.draw();
    onDraftElsewhere(this.place.account, this.place.exam, () => this.heedOtherTab());
    await this.check();
  }

  /** The cards of the sections in their order. */
  get cards() {
    return this.paper.sections.map((section) => this.cardOf(section));
  }

  cardOf(section) {
    if (!this.#cards.has(section.key)) this.#cards.set(section.key, sectionCard(this.desk, section));
    return this.#cards.get(section.key);
  }

  /** The paper as the API takes it, with what it was made from. */
  get written() {
    return { base_version: this.base, ...this.paper.written() };
  }

  get isChanged() {
    return JSON.stringify(this.paper.written()) !== JSON.stringify(new Paper(this.published).written());
  }

  draw() {
    const { cards, paper } = this;
    setChildren(
      this.list,
      cards.map((card) => card.element),
    );
    cards.forEach((card, place) => card.draw(place + 1, cards.length));
    this.empty.hidden = cards.length > 0;
    this.options.input.value = paper.shuffleOptions;
    const kept = this.#kept ? "kept" : "unkept";
    const state = this.isChanged ? kept : "published";
    this.bar.draw({ totals: paper.totals, state, version: this.base, removed: paper.removed });
  }

  changed() {
    this.#edits += 1;
    fillWith(this.done);
    this.keep();
    this.draw();
    this.samples.outdate();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.check(), LOOKED_AFTER_MS);
  }

  /** Keeps on the device what is not published. */
  keep() {
    const { account, exam } = this.place;
    if (this.isChanged) this.#kept = keepDraft(account, exam, this.written);
    else forgetDraft(account, exam);
  }

  async check() {
    const at = this.#edits;
    const answered = (...shown) => at === this.#edits && fillWith(this.trouble, shown);
    try {
      await this.look([]);
      answered();
    } catch (error) {
      answered(problemBanner(asProblem(error), { retry: () => this.check() }));
    }
  }

  /** The server's look at the paper, with these samples. What it says of one that has changed meanwhile is not shown. */
  async look(samples) {
    const at = this.#edits;
    const preview = await api.post(`${this.place.path}/paper/preview`, { paper: this.written, samples });
    if (at === this.#edits) await this.tell(preview);
    return preview;
  }

  async tell({ sections, faults, published_version: version }) {
    const { cards } = this;
    sections.forEach((section, place) => cards[place].tell(section));
    this.faults.show(faults.filter(({ code }) => code !== "no_questions"));
    if (version !== this.base) this.conflict.show(await api.get(`${this.place.path}/paper`));
  }

  async publish() {
    clearTimeout(this.#timer);
    const sent = this.written;
    try {
      const { version } = await api.put(`${this.place.path}/paper`, sent);
      this.settle(sent, version);
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      if (problem.body.stored) return this.conflict.show(problem.body.stored);
      if (problem.errors.length === 0) throw problem;
      this.faults.show(problem.errors);
      this.faults.element.focus();
    }
  }

  /** What was sent is published; what was changed while it was under way is not. */
  settle(sent, version) {
    this.published = sent;
    this.base = version;
    this.paper.settle();
    this.keep();
    this.draw();
    this.faults.show([]);
    const back = h("a", { href: this.place.home, "data-testid": "to-sitting" }, t("page.bank.back"));
    const detail = h("p", {}, t("page.paper.published_detail"), " ", back);
    fillWith(this.done, banner("good", t("page.paper.published", { version }), detail));
    this.done.scrollIntoView({ block: "center" });
  }

  /** Goes on with the own paper, after the stored one. */
  follow(stored) {
    this.published = stored;
    this.base = stored.version;
    this.changed();
  }

  /** Goes on with the stored paper. */
  take(stored) {
    this.paper.take(stored);
    this.follow(stored);
  }

  /** Another tab keeps the draft too. What it published or gave up is told by the server's look. */
  heedOtherTab() {
    const draft = readDraft(this.place.account, this.place.exam);
    if (draft === null) return void this.check();
    if (JSON.stringify(draft) === JSON.stringify(this.written)) return this.otherTab.hide();
    return this.otherTab.show();
  }

  /** Goes on with what another tab has kept. */
  takeDraft() {
    const draft = readDraft(this.place.account, this.place.exam);
    if (draft === null) return void this.check();
    this.paper.take(draft);
    this.base = draft.base_version;
    this.changed();
  }

  undo() {
    const { section, item } = this.paper.undo();
    this.changed();
    const card = this.cardOf(section);
    if (item) card.rows()[section.items.indexOf(item)].focus();
    else card.heading.focus();
  }

  addSection() {
    const section = this.paper.addSection();
    this.changed();
    this.cardOf(section).title.input.focus();
  }

  optionsField() {
    const options = field({
      name: "shuffle_options",
      label: t("page.paper.options"),
      type: "select",
      options: ["shuffled", "fixed"].map((one) => [one, t(`page.paper.options_${one}`)]),
      value: this.paper.shuffleOptions,
    });
    options.input.addEventListener("change", () => {
      this.paper.shuffleOptions = options.input.value;
      this.changed();
    });
    return options;
  }
}
