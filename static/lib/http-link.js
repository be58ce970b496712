// The exam without a socket: the same rules over plain requests, asked every few seconds. For networks that block
// WebSockets.
import { api } from "./api.js";
import { between } from "./backoff.js";
import { asProblem } from "./problem.js";

const ASK_EVERY_MS = [4000, 6000];
const HALF_SECOND_US = 500_000;

/**
 * Events: `state` (detail: `{room, missed, attempt}`, `missed` being the room's events since the last round, null when
 * they are not known), `silent` when nobody answers, `refused` (detail: Problem).
 */
export class HttpLink extends EventTarget {
  #reference;
  #device;
  #clock;
  #place;
  #timer = null;
  #running = false;
  #attempt = null;

  constructor({ reference, device, clock, place }) {
    super();
    this.#reference = reference;
    this.#device = device;
    this.#clock = clock;
    this.#place = place;
  }

  start() {
    if (this.#running) return;
    this.#running = true;
    void this.#round();
  }

  stop() {
    this.#running = false;
    clearTimeout(this.#timer);
  }

  /** Asks now instead of at the next round. */
  ask() {
    if (!this.#running) return;
    clearTimeout(this.#timer);
    void this.#round();
  }

  save(attempt, question, body) {
    return api.put(`/api/attempts/${encodeURIComponent(attempt)}/answers/${encodeURIComponent(question)}`, {
      device: this.#device,
      ...body,
    });
  }

  /** `verb` is start, submit or take-over; answers the AttemptState. */
  act(attempt, verb) {
    return api.post(`/api/attempts/${encodeURIComponent(attempt)}/${verb}`, { device: this.#device });
  }

  async #round() {
    try {
      await this.#tune();
      const { room, events: missed } = await this.#news();
      const attempt = await this.#own(room);
      if (this.#running) this.dispatchEvent(new CustomEvent("state", { detail: { room, missed, attempt } }));
      this.#place.since = { epoch: room.epoch, offset: room.offset };
    } catch (error) {
      const problem = asProblem(error);
      if (!this.#running) return;
      if (problem.passing) this.dispatchEvent(new CustomEvent("silent"));
      else this.dispatchEvent(new CustomEvent("refused", { detail: problem }));
    }
    if (this.#running) this.#timer = setTimeout(() => void this.#round(), between(...ASK_EVERY_MS));
  }

  #news() {
    return api.get(`/api/rooms/${encodeURIComponent(this.#reference)}/state`, this.#place.since ?? {});
  }

  // The Date header has whole seconds only, so half a second of doubt goes into the sample on either side.
  async #tune() {
    const t0 = this.#clock.localUs();
    const answer = await fetch("/health/live", { cache: "no-store" }).catch(() => null);
    const second = Date.parse(answer?.headers.get("Date") ?? "");
    if (Number.isNaN(second)) return;
    const serverUs = second * 1000 + HALF_SECOND_US;
    this.#clock.observe({
      t0: t0 - HALF_SECOND_US,
      t1: serverUs,
      t2: serverUs,
      t3: this.#clock.localUs() + HALF_SECOND_US,
    });
  }

  async #own({ id }) {
    const attempt = this.#attempt
      ? await api.get(`/api/attempts/${encodeURIComponent(this.#attempt)}`, { device: this.#device })
      : await api.post("/api/attempts", { sitting: id, device: this.#device });
    this.#attempt = attempt.id;
    return attempt;
  }
}
