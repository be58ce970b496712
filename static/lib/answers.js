// The answers of one attempt: what the server has (`stored`) and what it does not have yet (`pending`). Every change is
// on the device before it is sent, is sent under one save id until it is acknowledged, and is called saved only then.
import { Backoff } from "./backoff.js";
import { randomUuid } from "./ids.js";
import { asProblem } from "./problem.js";

const IN_FLIGHT = 8;
// Somebody who types without a pause is saved this often all the same.
const UNSENT_AT_MOST_MS = 4000;
const SENT_REMEMBERED = 8;
// Browsers round the monotonic counter: a timer may look a moment early.
const TIMER_SLACK_MS = 2;
const HOLD = new Set([
  "device-fenced",
  "device-busy",
  "session-ended",
  "not-signed-in",
  "room-paused",
  "room-not-started",
  "attempt-not-open",
  "not-joined",
]);
const OVER = new Set(["attempt-closed", "answer-too-late", "room-ended", "sitting-over"]);

/**
 * `send(record)` delivers one answer and gives its acknowledgement. Events: `change` (detail: question id), `halt`
 * (detail: the Problem that stops all sending until `flow(true)`), `over` (detail: the Problem of an attempt that takes
 * no more answers).
 */
export class AnswerBook extends EventTarget {
  #attempt;
  #store;
  #send;
  #stored = new Map();
  #pending = new Map();
  #inFlight = new Map();
  #due = new Map();
  #flowing = false;
  #backoff = new Backoff();
  #retryAt = 0;
  #storeFailed = false;

  constructor({ attempt, store, send }) {
    super();
    this.#attempt = attempt;
    this.#store = store;
    this.#send = send;
  }

  /** Brings back what an earlier page left unsent. */
  async load() {
    for (const record of await this.#store.all(this.#attempt)) this.#pending.set(record.question, record);
  }

  /**
   * The server's answers, from a join or a poll. What waits here is kept, dropped as already saved, or shown as a
   * conflict.
   */
  merge(answers) {
    for (const answer of answers) this.#reconcile(answer);
    this.#pump();
  }

  /** A changed answer; null withdraws it. Sending waits `delayMs`, writing to the device does not. */
  change(question, response, delayMs = 0) {
    const before = this.#pending.get(question);
    const stored = this.#stored.get(question);
    if (!before && sameResponse(stored?.response ?? null, response)) return;
    this.#keep({
      attempt: this.#attempt,
      question,
      revision: Math.max(stored?.revision ?? 0, before?.revision ?? 0) + 1,
      save_id: randomUuid(),
      response,
      at: Date.now(),
      base: before?.base ?? stored?.seq ?? 0,
      sent: before?.sent ?? [],
      refused: null,
      conflict: before?.conflict ?? false,
    });
    this.#schedule(question, delayMs);
  }

  /** Ends a conflict: "mine" sends this device's answer as a new revision, "stored" takes the server's. */
  choose(question, which) {
    const mine = this.#pending.get(question);
    const stored = this.#stored.get(question);
    if (which === "stored") this.#forget(question);
    else
      this.#keep({
        ...mine,
        revision: Math.max(stored.revision, mine.revision) + 1,
        save_id: randomUuid(),
        base: stored.seq,
        conflict: false,
      });
    this.#pump();
  }

  /** Lets answers go out, or holds them on the device. */
  flow(flowing) {
    this.#flowing = flowing;
    if (!flowing) return;
    this.#retryAt = 0;
    this.#pump();
  }

  /** Sends what waits for more typing at once. */
  flush() {
    this.#due.clear();
    this.#pump();
  }

  /** What the person has answered, saved or not; null for nothing. */
  responseOf(question) {
    return (this.#pending.get(question) ?? this.#stored.get(question))?.response ?? null;
  }

  /** `state` is empty, saved, waiting, sending, refused or conflict, with what each needs to be shown. */
  stateOf(question) {
    const pending = this.#pending.get(question);
    const stored = this.#stored.get(question);
    if (!pending) return stored ? { state: "saved", seq: stored.seq, late: stored.late ?? false } : { state: "empty" };
    if (pending.conflict)
      return { state: "conflict", mine: pending.response, stored: stored.response, savedAt: stored.saved_at };
    if (pending.refused) return { state: "refused", problem: pending.refused };
    return { state: this.#inFlight.has(question) ? "sending" : "waiting" };
  }

  /** What the server has, as it tells it in an attempt. */
  get stored() {
    return [...this.#stored.values()];
  }

  /** The whole book in numbers; `seq` is the highest acknowledged one, `durable` whether a reload keeps what waits. */
  summary() {
    const states = [...this.#pending.keys()].map((question) => this.stateOf(question).state);
    const count = (...wanted) => states.filter((state) => wanted.includes(state)).length;
    return {
      unsaved: count("waiting", "sending"),
      refused: count("refused"),
      conflicts: count("conflict"),
      seq: Math.max(0, ...[...this.#stored.values()].map(({ seq }) => seq)),
      durable: !this.#storeFailed && this.#store.kind !== "memory",
    };
  }

  #reconcile(answer) {
    const known = this.#stored.get(answer.question);
    if (known && known.seq > answer.seq) return;
    this.#stored.set(answer.question, answer);
    const mine = this.#pending.get(answer.question);
    if (mine) this.#settle(mine, answer);
    this.#tell(answer.question);
  }

  // An answer that this device sent earlier, or built on, is no conflict; one that came from elsewhere meanwhile is.
  #settle(mine, answer) {
    if (mine.save_id === answer.save_id || sameResponse(mine.response, answer.response))
      return this.#forget(mine.question);
    const own = mine.base === answer.seq || mine.sent.includes(answer.save_id);
    if (!own) return this.#keep({ ...mine, conflict: true });
    if (answer.revision >= mine.revision)
      this.#keep({ ...mine, revision: answer.revision + 1, save_id: randomUuid(), base: answer.seq });
  }

  #pump() {
    if (!this.#flowing || performance.now() < this.#retryAt) return;
    const now = performance.now();
    const ready = [...this.#pending.values()]
      .filter(
        ({ question, refused, conflict }) =>
          !refused && !conflict && !this.#inFlight.has(question) && (this.#due.get(question)?.at ?? 0) <= now,
      )
      .sort((one, other) => one.at - other.at);
    for (const record of ready.slice(0, IN_FLIGHT - this.#inFlight.size)) void this.#deliver(record);
  }

  #schedule(question, delayMs) {
    const now = performance.now();
    const first = this.#due.get(question)?.first ?? now;
    const at = Math.min(now + delayMs, first + UNSENT_AT_MOST_MS);
    this.#due.set(question, { first, at });
    setTimeout(() => this.#pump(), Math.max(0, at - now) + TIMER_SLACK_MS);
  }

  async #deliver(record) {
    this.#due.delete(record.question);
    this.#inFlight.set(record.question, record.save_id);
    const sent = [...record.sent.filter((id) => id !== record.save_id), record.save_id].slice(-SENT_REMEMBERED);
    const marked = { ...record, sent };
    try {
      await this.#keep(marked);
      this.#accepted(marked, await this.#send(marked));
    } catch (error) {
      this.#rejected(marked, asProblem(error));
    }
    this.#inFlight.delete(record.question);
    this.#tell(record.question);
    this.#pump();
  }

  #accepted(record, { revision, seq, saved_at, late }) {
    this.#backoff.reset();
    this.#reconcile({
      question: record.question,
      revision,
      seq,
      saved_at,
      late,
      save_id: record.save_id,
      response: record.response,
    });
  }

  #rejected(record, problem) {
    const newest = this.#pending.get(record.question);
    if (problem.body.stored) return this.#reconcile(problem.body.stored);
    if (HOLD.has(problem.slug)) return this.#halt(problem);
    if (problem.passing) return this.#retryLater(problem);
    if (newest?.save_id === record.save_id)
      this.#keep({
        ...newest,
        refused: { slug: problem.slug, title: problem.title, detail: problem.errors[0]?.detail ?? problem.detail },
      });
    if (OVER.has(problem.slug)) this.dispatchEvent(new CustomEvent("over", { detail: problem }));
  }

  #halt(problem) {
    this.#flowing = false;
    this.dispatchEvent(new CustomEvent("halt", { detail: problem }));
  }

  #retryLater(problem) {
    const wait = problem.retryAfterS ? problem.retryAfterS * 1000 : this.#backoff.next();
    this.#retryAt = performance.now() + wait;
    setTimeout(() => this.#pump(), wait + TIMER_SLACK_MS);
  }

  #keep(record) {
    this.#pending.set(record.question, record);
    const written = this.#write(this.#store.put(record));
    this.#tell(record.question);
    return written;
  }

  #forget(question) {
    this.#pending.delete(question);
    this.#due.delete(question);
    this.#write(this.#store.delete(this.#attempt, question));
    this.#tell(question);
  }

  // A full or failing store does not stop the sending; the page says that a reload would lose what waits.
  #write(promise) {
    return promise.catch((error) => {
      console.error("An answer could not be kept on this device.", error);
      this.#storeFailed = true;
      this.#tell(null);
    });
  }

  #tell(question) {
    this.dispatchEvent(new CustomEvent("change", { detail: question }));
  }
}

/** Whether two responses say the same, whatever the order of keys. */
export function sameResponse(one, other) {
  return canonical(one) === canonical(other);
}

function canonical(value) {
  return JSON.stringify(value, (_, inner) =>
    inner && typeof inner === "object" && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort())
      : inner,
  );
}
