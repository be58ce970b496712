// Waits between tries: full jitter, so that a hall of browsers does not come back at the same instant.

const LEAST_MS = 500;
const MOST_MS = 20_000;

export class Backoff {
  #tries = 0;

  /** Milliseconds to wait before the next try; the span doubles from one second to twenty. */
  next() {
    const span = Math.min(MOST_MS, 1000 * 2 ** this.#tries);
    this.#tries += 1;
    return between(LEAST_MS, span);
  }

  reset() {
    this.#tries = 0;
  }
}

/** A random number of milliseconds in the span. */
export function between(least, most) {
  return least + Math.random() * Math.max(0, most - least);
}
