// Measures what an exam needs of this device: how the network answers, and what the browser keeps. It says numbers;
// what they mean for an exam is for the page to say.

const PINGS = 20;
// What a network loses is sent again, so that losses are seen as answers that come late.
const LATE_AFTER_MS = 1000;
const FIRST_EVERY_MS = 300;
const LATER_EVERY_MS = 15_000;
const PROBE = "examhall-probe";

/** Asks the server for nothing and times the answer; remembers the last twenty rounds, late ones as lost. */
export class NetworkProbe {
  #rounds = [];
  #series = 0;

  /** Begins anew, closely at first; goes on while `wanted()`. */
  async run(wanted) {
    this.#series += 1;
    this.#rounds = [];
    const series = this.#series;
    while (wanted() && series === this.#series) {
      const ms = await ping();
      if (series === this.#series) this.#rounds = [...this.#rounds, ms].slice(-PINGS);
      await wait(this.complete ? LATER_EVERY_MS : FIRST_EVERY_MS);
    }
  }

  get complete() {
    return this.#rounds.length === PINGS;
  }

  /** `{done, of, lost, medianMs}`; the median is null while every round was lost. */
  get figures() {
    const heard = this.#rounds.filter((ms) => ms !== null).sort((one, other) => one - other);
    const medianMs = heard.length > 0 ? Math.max(1, Math.round(heard[Math.floor(heard.length / 2)])) : null;
    return { done: this.#rounds.length, of: PINGS, lost: this.#rounds.length - heard.length, medianMs };
  }
}

/** `{writable, persistent, freeBytes}`; `persistent` is asked for, `freeBytes` is null where browsers do not say. */
export async function probeStorage() {
  const [writable, persistent, estimate] = await Promise.all([
    canWrite().catch(() => false),
    navigator.storage?.persist?.().catch(() => false) ?? false,
    navigator.storage?.estimate?.().catch(() => null) ?? null,
  ]);
  return { writable, persistent, freeBytes: estimate ? Math.max(0, estimate.quota - estimate.usage) : null };
}

async function ping() {
  const begun = performance.now();
  try {
    const answer = await fetch("/health/live", { cache: "no-store", signal: AbortSignal.timeout(LATE_AFTER_MS) });
    return answer.ok ? performance.now() - begun : null;
  } catch {
    return null;
  }
}

function wait(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

// Private windows let a database be opened and refuse the writing, so something is written for real.
function canWrite() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(PROBE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(PROBE).put(1, 1);
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      request.result.close();
      indexedDB.deleteDatabase(PROBE);
      resolve(true);
    };
  });
}
