// When this attempt ends. The server's `closes_at` holds as of one version of the room; what the room was given later
// is added. Everything is in microseconds of the server's time.
import { instantUs } from "./instant.js";

export class Deadline {
  #closesUs = null;
  #version = 0;
  #openedUs = null;
  #shifts = new Map();

  /** The server's own word: an AttemptState, or the `closes_at` and `room_version` of a timing event. */
  set({ closes_at, room_version, opened_at }) {
    this.#closesUs = instantUs(closes_at);
    this.#version = room_version;
    if (opened_at !== undefined) this.#openedUs = instantUs(opened_at);
  }

  /** A later change for the whole room, at the room's `version`. The same change told twice counts once. */
  shift(version, byUs) {
    this.#shifts.set(version, byUs);
  }

  /** All of it, for keeping on the device. */
  get record() {
    return { closesUs: this.#closesUs, version: this.#version, openedUs: this.#openedUs, shifts: [...this.#shifts] };
  }

  /** What `record` gave on an earlier page. */
  recall({ closesUs, version, openedUs, shifts }) {
    this.#closesUs = closesUs;
    this.#version = version;
    this.#openedUs = openedUs;
    this.#shifts = new Map(shifts);
  }

  /** The end as an instant, or null while none is set. */
  get closesUs() {
    if (this.#closesUs === null) return null;
    let closes = this.#closesUs;
    for (const [version, byUs] of this.#shifts) if (version > this.#version) closes += byUs;
    return closes;
  }

  /**
   * What is left at `nowUs`; while the room is paused the clock stands at the pause, or at the opening if that came
   * later.
   */
  remainingUs(nowUs, pausedSinceUs) {
    const closes = this.closesUs;
    if (closes === null) return null;
    const at = pausedSinceUs === null ? nowUs : Math.max(pausedSinceUs, this.#openedUs ?? pausedSinceUs);
    return Math.max(0, closes - at);
  }
}
