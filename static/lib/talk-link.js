// How what is said and noticed reaches the server: over the socket, or over plain requests where that cannot be opened.
import { api } from "./api.js";
import { offlineProblem } from "./problem.js";

/** `byHttp()` says whether plain requests are the way for now. */
export class TalkLink {
  #attempt;
  #socket;
  #byHttp;

  constructor({ attempt, socket, byHttp }) {
    this.#attempt = attempt;
    this.#socket = socket;
    this.#byHttp = byHttp;
  }

  /** Answers `{seq, at}`; the same id again is answered as the first time. */
  say({ id, text }) {
    return this.#send("chat", "messages", { text, message_id: id });
  }

  /** Read up to the message with this number; answers `{unread}`. */
  read(upto) {
    return this.#send("chat.read", "messages/read", { upto });
  }

  /** Answers `{since}`. */
  hand(raised) {
    if (this.#socket.isOpen) return this.#socket.request(raised ? "hand.raise" : "hand.lower");
    return this.#send(null, "hand", { raised });
  }

  /** At most 32 of what was noticed. */
  record(events) {
    return this.#send("integrity", "integrity", { events });
  }

  /** Everything that the server has recorded. */
  async recorded() {
    const { events } = await api.get(this.#path("integrity"));
    return events;
  }

  #send(op, place, fields) {
    if (this.#socket.isOpen) return this.#socket.request(op, fields);
    if (this.#byHttp()) return api.post(this.#path(place), fields);
    return Promise.reject(offlineProblem());
  }

  #path(place) {
    return `/api/attempts/${encodeURIComponent(this.#attempt)}/${place}`;
  }
}
