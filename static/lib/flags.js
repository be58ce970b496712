// Questions that the student flagged to look at again. Kept on the device, told to the server when it can hear it.
import { readPreference, writePreference } from "./preferences.js";

export class Flags {
  #name;
  #known = new Set();
  #changed;
  #send = null;

  /** The flags of one attempt, with what an earlier page could not tell the server. */
  constructor(attempt) {
    this.#name = `flags.${attempt}`;
    this.#changed = new Map(Object.entries(JSON.parse(readPreference(this.#name) ?? "{}")));
  }

  has(question) {
    return this.#changed.get(question) ?? this.#known.has(question);
  }

  /** The questions that are flagged. */
  get all() {
    const all = new Set([...this.#known, ...this.#changed.keys()]);
    return [...all].filter((question) => this.has(question));
  }

  set(question, flagged) {
    this.#changed.set(question, flagged);
    this.#keep();
    void this.#tell(question);
  }

  /** The server's list. */
  merge(questions) {
    this.#known = new Set(questions);
  }

  /** From now on changes go through `send(question, flagged)`; what is waiting goes first. */
  send(send) {
    this.#send = send;
    for (const question of this.#changed.keys()) void this.#tell(question);
  }

  async #tell(question) {
    const flagged = this.#changed.get(question);
    try {
      await this.#send?.(question, flagged);
      if (this.#send === null || this.#changed.get(question) !== flagged) return;
      this.#changed.delete(question);
      if (flagged) this.#known.add(question);
      else this.#known.delete(question);
      this.#keep();
    } catch {
      // It stays in the list and is told after the next join.
    }
  }

  #keep() {
    writePreference(this.#name, this.#changed.size === 0 ? null : JSON.stringify(Object.fromEntries(this.#changed)));
  }
}
