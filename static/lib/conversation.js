// The student's side of the conversation with the proctors: what was said, what still waits on this device, the hand, and
// the draft. What waits goes out in its order under the id it was written with, so that it arrives once.
import { Backoff } from "./backoff.js";
import { randomUuid } from "./ids.js";
import { instantIso } from "./instant.js";
import { readPreference, writePreference } from "./preferences.js";
import { asProblem } from "./problem.js";

export const TEXT_MAX = 1000;

/** Events: `change`, and `message` (detail: a message of the staff that is news here). */
export class Conversation extends EventTarget {
  unread = 0;
  handSince = null;

  #name;
  #link;
  #clock;
  #said = new Map();
  #kept;
  #flowing = false;
  #sending = false;
  #reading = false;
  #merged = false;
  #backoff = new Backoff();
  #retry = null;

  constructor({ attempt, link, clock }) {
    super();
    this.#name = `talk.${attempt}`;
    this.#link = link;
    this.#clock = clock;
    this.#kept = { draft: "", waiting: [], hand: null, ...JSON.parse(readPreference(this.#name) ?? "{}") };
  }

  /** What the server has, in order, then what waits here: `state` is said, waiting or refused. */
  get messages() {
    const said = [...this.#said.values()].sort((one, other) => one.seq - other.seq);
    const waiting = this.#kept.waiting.map((message) => ({
      ...message,
      from: "student",
      by: null,
      state: message.refused ? "refused" : "waiting",
    }));
    return [...said.map((message) => ({ ...message, state: "said" })), ...waiting];
  }

  /** Whether the server has told yet what was said; until then there may be more. */
  get known() {
    return this.#merged;
  }

  get draft() {
    return this.#kept.draft;
  }

  set draft(text) {
    this.#kept.draft = text;
    this.#keep();
  }

  /** Where the hand is wanted while the server does not know it yet; null when it does. */
  get handWanted() {
    return this.#kept.hand;
  }

  /** Says the draft. */
  say() {
    const text = this.draft.trim();
    if (text === "") return;
    const at = instantIso(this.#clock.nowUs());
    this.#kept.waiting.push({ id: randomUuid(), text, at, refused: null });
    this.#kept.draft = "";
    this.#changed();
    void this.#pump();
  }

  /** Gives a message up that was refused. */
  discard(id) {
    this.#kept.waiting = this.#kept.waiting.filter((message) => message.id !== id);
    this.#changed();
    void this.#pump();
  }

  /** Raises the hand or lowers it. */
  moveHand(raised) {
    this.#kept.hand = raised;
    this.#changed();
    void this.#pump();
  }

  /** The person sees the messages now. */
  async read() {
    const last = Math.max(0, ...[...this.#said.values()].map(({ seq }) => seq));
    if (this.unread === 0 || !this.#flowing || this.#reading) return;
    this.#reading = true;
    try {
      const { unread } = await this.#link.read(last);
      this.unread = unread;
      this.#changed();
    } catch {
      // It stays unread and is read again after the next join.
    }
    this.#reading = false;
  }

  /** The server's word, from a join or a round of asking. */
  merge({ messages, unread }, handSince) {
    // What was said while the state was on its way is not counted in it.
    const last = Math.max(0, ...messages.map(({ seq }) => seq));
    const later = [...this.#said.values()].filter(({ seq, from }) => from === "staff" && seq > last);
    this.unread = unread + later.length;
    this.handSince = handSince;
    messages.forEach((message) => this.#take(message));
    this.#merged = true;
    this.#changed();
  }

  /** A message as it was said just now, by either side. */
  hear(message) {
    if (message.from === "staff" && !this.#said.has(message.id)) this.unread += 1;
    this.#take(message);
    this.#changed();
  }

  /** The hand as somebody moved it. */
  handMoved(since) {
    this.handSince = since;
    this.#changed();
  }

  /** Lets what waits go out, or holds it on the device. */
  flow(flowing) {
    this.#flowing = flowing;
    clearTimeout(this.#retry);
    if (flowing) void this.#pump();
  }

  #take(message) {
    const news = !this.#said.has(message.id);
    this.#said.set(message.id, message);
    this.#kept.waiting = this.#kept.waiting.filter(({ id }) => id !== message.id);
    if (news && this.#merged && message.from === "staff")
      this.dispatchEvent(new CustomEvent("message", { detail: message }));
  }

  async #pump() {
    if (this.#sending) return;
    this.#sending = true;
    try {
      while (this.#flowing && (await this.#sendOne()));
      this.#backoff.reset();
    } catch (error) {
      this.#later(asProblem(error));
    }
    this.#sending = false;
  }

  // One thing after the other, so that messages arrive in the order they were written.
  async #sendOne() {
    if (this.#kept.hand !== null) return this.#sendHand(this.#kept.hand);
    const next = this.#kept.waiting.find(({ refused }) => !refused);
    if (!next) return false;
    try {
      const { seq, at } = await this.#link.say(next);
      this.#take({ id: next.id, seq, from: "student", by: null, text: next.text, at });
    } catch (error) {
      this.#refuse(next, asProblem(error));
    }
    this.#changed();
    return true;
  }

  async #sendHand(raised) {
    try {
      const { since } = await this.#link.hand(raised);
      this.handSince = since;
    } catch (error) {
      if (isPassing(asProblem(error))) throw error;
    }
    if (this.#kept.hand === raised) this.#kept.hand = null;
    this.#changed();
    return true;
  }

  #refuse(message, problem) {
    if (isPassing(problem)) throw problem;
    message.refused = problem.errors[0]?.detail ?? problem.title;
  }

  #later(problem) {
    const wait = problem.retryAfterS ? problem.retryAfterS * 1000 : this.#backoff.next();
    this.#retry = setTimeout(() => void this.#pump(), wait);
  }

  #changed() {
    this.#keep();
    this.dispatchEvent(new CustomEvent("change"));
  }

  #keep() {
    const { draft, waiting, hand } = this.#kept;
    const empty = draft === "" && waiting.length === 0 && hand === null;
    writePreference(this.#name, empty ? null : JSON.stringify(this.#kept));
  }
}

// A socket that has not joined yet will have in a moment.
function isPassing(problem) {
  return problem.passing || problem.slug === "not-joined";
}
