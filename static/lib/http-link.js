// The exam without a socket: the same rules over plain requests, asked every few seconds. For networks that block
// WebSockets.
import { api } from "./api.js";
import { between } from "./backoff.js";
import { asProblem, Problem } from "./problem.js";

const ASK_EVERY_MS = [4000, 6000];
const HALF_SECOND_US = 500_000;

/** Events: `state` (detail: `{room, attempt}`), `silent` when nobody answers, `refused` (detail: Problem). */
export class HttpLink extends EventTarget {
  #reference;
  #device;
  #clock;
  #timer = null;
  #running = false;
  #attempt = null;

  constructor({ reference, device, clock }) {
    super();
    this.#reference = reference;
    this.#device = device;
    this.#clock = clock;
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
      const room = await this.#sitting();
      const attempt = await this.#own(room);
      if (this.#running) this.dispatchEvent(new CustomEvent("state", { detail: { room, attempt } }));
    } catch (error) {
      const problem = asProblem(error);
      if (!this.#running) return;
      if (problem.passing) this.dispatchEvent(new CustomEvent("silent"));
      else this.dispatchEvent(new CustomEvent("refused", { detail: problem }));
    }
    if (this.#running) this.#timer = setTimeout(() => void this.#round(), between(...ASK_EVERY_MS));
  }

  // The student's own list carries the room's phase and window.
  async #sitting() {
    const { items } = await api.get("/api/my/exams");
    const found = items.find(({ sitting }) => sitting.id === this.#reference || sitting.code === this.#reference);
    if (!found) throw new Problem({ type: "/problems/not-enrolled", status: 403 });
    return { ...found.sitting, exam: found.exam.title };
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

  // An attempt that exists is read: asking for one anew would prepare a further attempt once this one is closed.
  async #own({ id, my_attempts: mine = [] }) {
    const known = this.#attempt ?? mine.at(-1)?.id;
    const attempt = known
      ? await api.get(`/api/attempts/${encodeURIComponent(known)}`, { device: this.#device })
      : await api.post("/api/attempts", { sitting: id, device: this.#device });
    this.#attempt = attempt.id;
    return attempt;
  }
}
