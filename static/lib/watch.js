// What this page notices while the paper is open: that the exam was not in front, that it left the full screen, that
// something was pasted into an answer, that the network was away. It keeps what happened and when, never a content, and
// shows the student everything it keeps.
import { Backoff } from "./backoff.js";
import { instantIso } from "./instant.js";
import { readPreference, writePreference } from "./preferences.js";
import { asProblem } from "./problem.js";

const TOLD_AT_ONCE = 32;
const WAITING_MAX = 1000;
const SECONDS_MAX = 7 * 24 * 3600;
// A reload, a dialog of the browser or a Tab through its own bar takes the focus for a moment: that is not worth a word.
const AWAY_MS = 1000;

/** Event `change`: there is more to show. */
export class Watch extends EventTarget {
  #name;
  #link;
  #clock;
  #isOn;
  #waiting;
  #told = [];
  #since = {};
  #flowing = false;
  #sending = false;
  #backoff = new Backoff();
  #retry = null;

  /** `isOn()` says whether the paper is open and its clock runs: nothing is noticed otherwise. */
  constructor({ attempt, link, clock, isOn }) {
    super();
    this.#name = `watch.${attempt}`;
    this.#link = link;
    this.#clock = clock;
    this.#isOn = isOn;
    this.#waiting = JSON.parse(readPreference(this.#name) ?? "[]");
    this.#listen();
  }

  /** Everything known here by when it happened: `{kind, at, seconds?, waiting}`. */
  get events() {
    const waiting = this.#waiting.map((event) => ({ ...event, waiting: true }));
    const told = this.#told.map((event) => ({ ...event, waiting: false }));
    return [...told, ...waiting].sort((one, other) => (one.at < other.at ? -1 : 1));
  }

  /** Fetches what the server has, also from earlier pages and other devices. */
  async fetch() {
    try {
      this.#told = await this.#link.recorded();
      this.#tell();
    } catch {
      // What this page told is shown all the same.
    }
  }

  /** The connection came back after so many seconds. */
  networkBack(seconds) {
    this.#record("network_back", { seconds });
  }

  /** Lets what waits go out, or holds it on the device. */
  flow(flowing) {
    this.#flowing = flowing;
    clearTimeout(this.#retry);
    if (flowing) void this.#pump();
  }

  #listen() {
    for (const event of ["blur", "focus"]) addEventListener(event, () => this.#look());
    document.addEventListener("visibilitychange", () => this.#look());
    document.addEventListener("fullscreenchange", () => this.#fullscreen());
    document.addEventListener("paste", ({ target }) => target.closest?.("eh-question") && this.#record("pasted"));
  }

  // Losing and gaining focus fire several events each; only the change of the whole counts.
  #look() {
    const away = document.hidden || !document.hasFocus();
    if (away) this.#begin("focus_lost", AWAY_MS);
    else this.#end("focus_lost", "focus_back");
  }

  #fullscreen() {
    if (document.fullscreenElement) this.#end("fullscreen_left", "fullscreen_back");
    else this.#begin("fullscreen_left", 0);
  }

  // Something begins that is told once it has lasted for `patienceMs`, with the time of its beginning.
  #begin(kind, patienceMs) {
    if (this.#since[kind] || !this.#isOn()) return;
    const since = { us: this.#clock.nowUs(), ms: performance.now(), patienceMs, told: false };
    this.#since[kind] = since;
    setTimeout(() => this.#since[kind] === since && this.#lasts(kind, since), patienceMs);
  }

  #lasts(kind, since) {
    if (!since.told) since.told = this.#record(kind, { us: since.us });
  }

  // A page that was put to sleep gets no timer: what lasted is told when it wakes.
  #end(kind, back) {
    const since = this.#since[kind];
    if (!since) return;
    delete this.#since[kind];
    const lastedMs = performance.now() - since.ms;
    if (lastedMs >= since.patienceMs) this.#lasts(kind, since);
    if (since.told) this.#record(back, { seconds: Math.round(lastedMs / 1000) });
  }

  #record(kind, { us = this.#clock.nowUs(), seconds = null } = {}) {
    if (!this.#isOn() || this.#waiting.length >= WAITING_MAX) return false;
    const event = { kind, at: instantIso(us) };
    if (seconds !== null) event.seconds = Math.min(Math.max(0, seconds), SECONDS_MAX);
    this.#waiting.push(event);
    this.#keep();
    void this.#pump();
    return true;
  }

  async #pump() {
    if (this.#sending) return;
    this.#sending = true;
    try {
      while (this.#flowing && this.#waiting.length > 0) await this.#send(this.#waiting.slice(0, TOLD_AT_ONCE));
      this.#backoff.reset();
    } catch (error) {
      this.#later(asProblem(error));
    }
    this.#sending = false;
  }

  async #send(events) {
    await this.#link.record(events);
    this.#waiting = this.#waiting.slice(events.length);
    this.#told = [...this.#told, ...events];
    this.#keep();
  }

  #later({ retryAfterS }) {
    this.#retry = setTimeout(() => void this.#pump(), retryAfterS ? retryAfterS * 1000 : this.#backoff.next());
  }

  #keep() {
    writePreference(this.#name, this.#waiting.length === 0 ? null : JSON.stringify(this.#waiting));
    this.#tell();
  }

  #tell() {
    this.dispatchEvent(new CustomEvent("change"));
  }
}
