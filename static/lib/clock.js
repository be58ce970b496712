// The server's time on this device. Samples are taken the NTP way; the one with the shortest round trip is believed.
// The device's own clock is never trusted, only its monotonic counter.

const SAMPLES_KEPT = 8;
const SLEEP_NOTICED_MS = 1000;

export class ServerClock {
  #samples = [];
  #recalled = null;
  #wallMinusMonotonicMs = wallMinusMonotonicMs();

  /** The device's monotonic time in microseconds, as `t0` of a probe. */
  localUs() {
    return Math.round((performance.timeOrigin + performance.now()) * 1000);
  }

  /** One probe: sent at t0 and back at t3 by the device, received at t1 and answered at t2 by the server. */
  observe({ t0, t1, t2, t3 }) {
    const sample = { roundTripUs: t3 - t0 - (t2 - t1), offsetUs: (t1 - t0 + (t2 - t3)) / 2 };
    this.#samples.push(sample);
    if (this.#samples.length > SAMPLES_KEPT) this.#samples.shift();
  }

  /** The sample that is believed, or null; `recall` takes it on a later page of this device. */
  get sample() {
    return this.#samples.length > 0 ? this.#best() : this.#recalled;
  }

  /** A comparison of an earlier page, believed until the first one of this page. */
  recall(sample) {
    this.#recalled = sample;
  }

  get synchronised() {
    return this.#samples.length > 0;
  }

  /** Half the best round trip: the clock is not further off than this. */
  get uncertaintyUs() {
    return this.#best().roundTripUs / 2;
  }

  /** The server's time now; the device's own until the first probe is back. */
  nowUs() {
    return Math.round(this.localUs() + this.#best().offsetUs);
  }

  /**
   * True once after the device slept or its monotonic counter stood still: the samples are void and new ones are
   * needed.
   */
  noticeSleep() {
    const drift = Math.abs(wallMinusMonotonicMs() - this.#wallMinusMonotonicMs);
    if (drift < SLEEP_NOTICED_MS) return false;
    this.#wallMinusMonotonicMs = wallMinusMonotonicMs();
    this.#samples = [];
    return true;
  }

  #best() {
    return this.#samples.reduce(
      (best, one) => (one.roundTripUs < best.roundTripUs ? one : best),
      this.#samples[0] ?? this.#recalled ?? { roundTripUs: 0, offsetUs: 0 },
    );
  }
}

function wallMinusMonotonicMs() {
  return Date.now() - (performance.timeOrigin + performance.now());
}
