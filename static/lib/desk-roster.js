// Everybody of a room as its staff is told: the server's rows, moved on by what the staff's channel says between them.
// Knows nothing of the page; what somebody ought to hear of is answered, not announced.

/** Rows by account, each a RosterRow of the API with `saved_at`: when this page last learned of a saved answer. */
export class DeskRoster {
  #rows = new Map();
  #accounts = new Map();
  #messages = new Map();

  /** Takes the whole roster; answers the news as [`take`] does. */
  replace(rows, at) {
    const before = this.#rows;
    this.#rows = new Map();
    this.#accounts = new Map();
    this.#messages = new Map();
    return before.size === 0 ? this.#fill(rows) : rows.flatMap((row) => this.#put(row, before.get(row.account), at));
  }

  /** Takes an event of the staff's channel; answers the news `{kind, row}`: hand, message, offline, device, integrity. */
  take({ event, at, data }) {
    if (event === "roster.changed") return data.rows.flatMap((row) => this.#put(row, this.#rows.get(row.account), at));
    const row = this.ofAttempt(data.attempt);
    if (!row) return [];
    switch (event) {
      case "hand.changed":
        return this.#put({ ...row, hand_since: data.since }, row, at);
      case "integrity.changed":
        return this.#put({ ...row, integrity: { count: data.count, last: data.last } }, row, at);
      case "chat.message":
        return this.#hear(row, data.message, at);
      default:
        return [];
    }
  }

  /** Somebody of the staff has read what this student wrote. */
  read(attempt) {
    const row = this.ofAttempt(attempt);
    if (row) this.#set({ ...row, unread: 0 });
  }

  get size() {
    return this.#rows.size;
  }

  rows() {
    return [...this.#rows.values()];
  }

  get(account) {
    return this.#rows.get(account);
  }

  ofAttempt(attempt) {
    return this.#rows.get(this.#accounts.get(attempt));
  }

  #fill(rows) {
    rows.forEach((row) => this.#set({ ...row, saved_at: null }));
    return [];
  }

  // A message may be heard twice; its number tells.
  #hear(row, message, at) {
    if (message.from !== "student" || message.seq <= (this.#messages.get(row.attempt) ?? 0)) return [];
    this.#messages.set(row.attempt, message.seq);
    return this.#put({ ...row, unread: row.unread + 1 }, row, at);
  }

  #put(row, before, at) {
    // Several instances of the server tell of a student who moves between them, one of them perhaps late.
    if (before && row.attempt === before.attempt && row.last_seq < before.last_seq) return [];
    const saved = before && row.last_seq > before.last_seq ? at : (before?.saved_at ?? null);
    this.#set({ ...row, saved_at: saved });
    return newsOf(row, before).map((kind) => ({ kind, row }));
  }

  #set(row) {
    this.#rows.set(row.account, row);
    if (row.attempt) this.#accounts.set(row.attempt, row.account);
  }
}

function newsOf(row, before) {
  if (!before) return [];
  return [
    row.hand_since && !before.hand_since && "hand",
    row.unread > before.unread && "message",
    row.state === "offline" && before.state !== "offline" && "offline",
    row.device_changes > before.device_changes && "device",
    row.integrity.count > before.integrity.count && "integrity",
  ].filter(Boolean);
}
