// The paper: clock, map and one question at a time. Every change goes to the answer book at once; what is shown is what
// the book says.
import { fillWith, h, icon, setText } from "../../lib/dom.js";
import { t } from "../../lib/i18n.js";
import { roomName } from "../../lib/room-state.js";
import "../../parts/answer-state.js";
import { banner } from "../../parts/banner.js";
import "../../parts/clock.js";
import "../../parts/question-map.js";
import "../../parts/question.js";
import { fullscreenButton } from "./fullscreen.js";
import { handIn } from "./hand-in.js";
import { listenToKeys, showKeys } from "./keys.js";
import { talkTools } from "./talk.js";

const TYPING_PAUSE_MS = 800;

export function writingStage(session) {
  const view = new Writing(session);
  return { element: view.element, update: () => view.update(), entered: () => view.entered() };
}

class Writing {
  #session;
  #index = 0;
  #conflict = "";

  constructor(session) {
    this.#session = session;
    this.clock = h("eh-clock", {});
    this.total = h("eh-answer-state", { "data-testid": "saved-total" });
    this.map = h("eh-question-map", { "data-testid": "map" });
    this.heading = h("h2", { tabindex: "-1", "data-testid": "question-heading" });
    this.flag = h("button", {
      type: "button",
      class: "button secondary",
      "aria-pressed": "false",
      "data-testid": "flag",
      onclick: () => this.toggleFlag(),
    });
    this.question = h("eh-question", { lang: session.room.language, onanswer: ({ detail }) => this.#answered(detail) });
    this.state = h("eh-answer-state", { "data-testid": "answer-state" });
    this.clear = h(
      "button",
      { type: "button", class: "button quiet", "data-testid": "clear", onclick: () => this.question.clear() },
      t("room.clear"),
    );
    this.conflict = h("div", {});
    this.pause = h("div", { class: "standstill" });
    this.previous = h(
      "button",
      { type: "button", class: "button secondary", "data-testid": "previous", onclick: () => this.move(-1) },
      t("room.previous"),
    );
    this.next = h(
      "button",
      { type: "button", class: "button", "data-testid": "next", onclick: () => this.move(1) },
      t("room.next"),
    );
    this.talk = talkTools(session);
    this.section = h("span", { class: "section-name" });
    this.drawer = h("button", {
      type: "button",
      class: "button secondary drawer-button",
      "aria-expanded": "false",
      "aria-controls": "map-drawer",
      "data-testid": "drawer",
      onclick: () => this.#toggleDrawer(),
    });
    this.element = this.#layout();
    this.map.build(session.questions, (id) => this.show(this.#indexOf(id)));
    session.addEventListener("answer", ({ detail }) => this.#answerChanged(detail));
    addEventListener("pagehide", () => session.answers.flush());
    listenToKeys(this);
    // A reload goes on where the person was.
    this.show(Math.max(0, this.#indexOf(history.state?.question)));
  }

  get current() {
    return this.#session.questions[this.#index];
  }

  entered() {
    this.heading.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }

  /** Follows the clock, the pause and the connection. */
  update() {
    const { remainingUs, deadline, paused, locked, answers } = this.#session;
    this.clock.show({ remainingUs, closesUs: deadline.closesUs, paused });
    this.question.disabled = locked;
    this.clear.hidden = locked || answers.responseOf(this.current.id) === null;
    this.total.showAll(answers.summary());
    this.talk.update();
    this.#showStandstill(paused ? "paused" : remainingUs === 0 ? "over" : "none");
    this.#drawAnswer();
  }

  move(by) {
    const to = this.#index + by;
    if (to < 0 || to >= this.#session.questions.length) return;
    this.show(to);
    this.heading.focus();
  }

  show(index) {
    this.#session.answers.flush();
    this.#index = index;
    const question = this.current;
    history.replaceState({ question: question.id }, "");
    setText(
      this.heading,
      t("room.question_of", { position: question.position, count: this.#session.questions.length }),
    );
    setText(this.section, question.section);
    setText(this.drawer, t("room.drawer", { position: question.position, count: this.#session.questions.length }));
    this.question.build(question, this.#session.answers.responseOf(question.id));
    this.#session.pictures?.show(this.question);
    this.previous.disabled = index === 0;
    this.next.disabled = index === this.#session.questions.length - 1;
    this.#conflict = "";
    this.#closeDrawer();
    this.#session.questions.forEach((one) => this.#mark(one.id));
    this.update();
  }

  toggleFlag() {
    const { id } = this.current;
    this.#session.flag(id, !this.#session.flags.has(id));
    this.#mark(id);
    this.#drawAnswer();
  }

  pick(number) {
    this.question.pick(number);
  }

  #layout() {
    const handInButton = h(
      "button",
      { type: "button", class: "button secondary", "data-testid": "hand-in", onclick: () => handIn(this.#session) },
      t("room.hand_in"),
    );
    const keysButton = h(
      "button",
      { type: "button", class: "button quiet keys-button", "data-testid": "keys", onclick: showKeys },
      t("room.keys.title"),
    );
    const bar = h(
      "div",
      { class: "exam-bar" },
      h("div", { class: "exam-title" }, h("h1", {}, roomName(this.#session.room)), this.section),
      this.clock,
      this.total,
      this.talk.tools,
    );
    const side = h(
      "aside",
      { class: "exam-map", id: "map-drawer", "aria-label": t("room.map") },
      this.map,
      h("div", { class: "map-actions" }, [handInButton, fullscreenButton(), keysButton].filter(Boolean)),
    );
    const head = h("div", { class: "question-head" }, this.heading, this.flag);
    const foot = h("div", { class: "answer-foot" }, this.state, this.clear);
    const steps = h("div", { class: "question-steps" }, this.previous, this.next);
    const paper = h(
      "section",
      { class: "exam-question", "aria-label": t("room.paper") },
      this.pause,
      head,
      this.question,
      foot,
      this.conflict,
      steps,
    );
    return h(
      "div",
      { class: "exam", "data-testid": "writing" },
      bar,
      this.drawer,
      h("div", { class: "exam-body" }, side, paper, this.talk.panel),
    );
  }

  #answered({ response, typed }) {
    this.#session.answers.change(this.current.id, response, typed ? TYPING_PAUSE_MS : 0);
  }

  #answerChanged(id) {
    this.total.showAll(this.#session.answers.summary());
    if (id === null) return;
    this.#mark(id);
    if (id === this.current.id) this.#drawAnswer();
  }

  #mark(id) {
    const { state } = this.#session.answers.stateOf(id);
    const answered = this.#session.answers.responseOf(id) !== null;
    const shown = {
      empty: "empty",
      saved: answered ? "answered" : "empty",
      waiting: "unsaved",
      sending: "unsaved",
      refused: "trouble",
      conflict: "trouble",
    };
    this.map.mark(id, { state: shown[state], flagged: this.#session.flags.has(id), current: id === this.current.id });
  }

  #drawAnswer() {
    const { id } = this.current;
    const state = this.#session.answers.stateOf(id);
    this.state.show(state, this.#session.connection.state === "offline" || this.#session.paused);
    const flagged = this.#session.flags.has(id);
    if (this.flag.getAttribute("aria-pressed") !== String(flagged) || !this.flag.firstChild) {
      this.flag.setAttribute("aria-pressed", String(flagged));
      fillWith(this.flag, icon(flagged ? "⚑" : "⚐"), t(flagged ? "room.unflag" : "room.flag"));
    }
    void this.#drawConflict(id, state);
  }

  // Hardly anybody ever meets a conflict, and who does has just heard of it from the server: its view is fetched then.
  async #drawConflict(id, state) {
    const key = state.state === "conflict" ? JSON.stringify(state) : "";
    if (key === this.#conflict) return;
    this.#conflict = key;
    fillWith(this.conflict);
    if (!key) return;
    const choose = (which) => {
      this.#session.answers.choose(id, which);
      this.question.response = this.#session.answers.responseOf(id);
    };
    try {
      const { conflictBox } = await import("./conflict.js");
      if (key === this.#conflict) fillWith(this.conflict, conflictBox(this.current, state, choose));
    } catch (error) {
      console.info("The view of a conflict did not come; the next change asks again.", error);
      if (key === this.#conflict) this.#conflict = "";
    }
  }

  #showStandstill(kind) {
    if (this.pause.dataset.kind === kind) return;
    this.pause.dataset.kind = kind;
    const boxes = {
      none: () => null,
      paused: () => banner("warning", t("problem.room-paused.title"), h("p", {}, t("problem.room-paused.detail"))),
      over: () => banner("warning", t("room.over.title"), h("p", {}, t("room.over.detail"))),
    };
    fillWith(this.pause, boxes[kind]());
  }

  #toggleDrawer() {
    const open = this.drawer.getAttribute("aria-expanded") !== "true";
    this.drawer.setAttribute("aria-expanded", String(open));
    this.element.classList.toggle("drawer-open", open);
  }

  #closeDrawer() {
    this.drawer.setAttribute("aria-expanded", "false");
    this.element.classList.remove("drawer-open");
  }

  #indexOf(id) {
    return this.#session.questions.findIndex((question) => question.id === id);
  }
}
