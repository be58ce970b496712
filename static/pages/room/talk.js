// Talking to the proctor from the room: a row of buttons that stays in sight, and beside the question a panel with the
// messages and with what was recorded. The panel takes its own place and never covers the paper. What fills it comes when
// it is opened for the first time, since the paper is not to wait for it.
import { TEXT_MAX } from "../../lib/conversation.js";
import { fillWith, h, icon, setText } from "../../lib/dom.js";
import { formatSecond } from "../../lib/format.js";
import { t, tn } from "../../lib/i18n.js";
import { banner } from "../../parts/banner.js";

/** `tools` and `panel` to be placed, `update()` to follow the session. Empty until the attempt is known. */
export function talkTools(session) {
  const tools = h("div", { class: "talk-tools" });
  const panel = h("aside", { class: "talk-panel", id: "talk-panel", hidden: true, "aria-labelledby": "talk-title" });
  let view = null;
  const update = () => {
    if (!session.talk) return;
    view ??= new Talk(session, tools, panel);
    view.update();
  };
  return { tools, panel, update };
}

class Talk {
  #session;
  #panel;
  #drawn = "";
  #thread = null;
  #recorded = null;

  constructor(session, tools, panel) {
    this.#session = session;
    this.#panel = panel;
    const { talk } = session;
    this.open = h("button", {
      type: "button",
      class: "button secondary",
      "aria-expanded": "false",
      "aria-controls": "talk-panel",
      "data-testid": "talk",
      onclick: () => this.#toggle(),
    });
    this.hand = h("button", {
      type: "button",
      class: "button secondary",
      "data-testid": "hand",
      onclick: () => talk.moveHand(!isUp(talk)),
    });
    this.announcer = h("p", { class: "visually-hidden", "aria-live": "polite", "data-testid": "talk-announced" });
    fillWith(tools, this.open, this.hand, this.announcer);
    this.content = h("div", {}, h("p", { role: "status" }, t("room.talk.coming")));
    this.title = h("h2", { id: "talk-title", tabindex: "-1" }, t("room.talk.title"));
    const close = h(
      "button",
      { type: "button", class: "button quiet", "data-testid": "talk-close", onclick: () => this.#close() },
      t("room.talk.close"),
    );
    fillWith(
      panel,
      h("div", { class: "talk-head" }, this.title, close),
      h("p", { class: "fine" }, t("room.talk.who")),
      this.content,
    );
    panel.addEventListener("keydown", ({ key }) => key === "Escape" && this.#close());
    talk.addEventListener("message", ({ detail }) => this.#announce(detail));
  }

  update() {
    const { talk } = this.#session;
    if (this.#thread && !this.#panel.hidden && !document.hidden) void talk.read();
    this.#thread?.show(talk.messages, talk.known);
    this.#recorded?.update();
    const key = JSON.stringify([talk.unread, talk.handSince, talk.handWanted]);
    if (key === this.#drawn) return;
    this.#drawn = key;
    this.#drawOpen(talk.unread);
    this.#drawHand(talk);
  }

  #drawOpen(unread) {
    this.open.classList.toggle("secondary", unread === 0);
    this.open.dataset.unread = unread;
    setText(this.open, unread === 0 ? t("room.talk.open") : tn("room.talk.unread", unread));
  }

  #drawHand(talk) {
    this.hand.setAttribute("aria-pressed", String(isUp(talk)));
    const waits = talk.handWanted !== null;
    this.hand.dataset.state = waits ? "waiting" : isUp(talk) ? "up" : "down";
    fillWith(this.hand, icon(isUp(talk) ? "▲" : "△"), handText(talk));
  }

  #toggle() {
    if (!this.#panel.hidden) return this.#close();
    this.#panel.hidden = false;
    this.open.setAttribute("aria-expanded", "true");
    this.update();
    this.title.focus();
    void this.#fill();
  }

  async #fill() {
    try {
      if (!this.#thread) await this.#fetch();
      this.#recorded.fetch();
    } catch (error) {
      console.info("What fills the panel did not come.", error);
      fillWith(this.content, banner("warning", t("room.talk.missing"), h("p", {}, t("room.talk.missing_todo"))));
    }
  }

  async #fetch() {
    const { talk } = this.#session;
    const modules = [import("../../parts/chat-thread.js"), import("./recorded.js")];
    const [{ chatThread }, { recorded }] = await Promise.all(modules);
    // Opened, closed and opened again while they were on their way.
    if (this.#thread) return;
    this.#thread = chatThread({
      me: "student",
      textMax: TEXT_MAX,
      draft: talk.draft,
      write: (text) => (talk.draft = text),
      say: () => talk.say(),
      discard: (id) => talk.discard(id),
    });
    this.#recorded = recorded(this.#session);
    fillWith(this.content, this.#thread.element, this.#recorded.element);
    this.update();
  }

  #close() {
    this.#panel.hidden = true;
    this.open.setAttribute("aria-expanded", "false");
    this.open.focus();
  }

  #announce({ by, text }) {
    setText(this.announcer, t("room.talk.announced", { by, text }));
  }
}

// As the person wants it: what waits for the connection counts as done, and says that it waits.
function isUp({ handWanted, handSince }) {
  return handWanted ?? handSince !== null;
}

function handText({ handWanted, handSince }) {
  if (handWanted !== null) return t(handWanted ? "room.hand.rising" : "room.hand.falling");
  return handSince === null ? t("room.hand.raise") : t("room.hand.raised", { time: formatSecond(handSince) });
}
