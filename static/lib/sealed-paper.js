// The paper on its way: fetched in the lobby while it is still sealed, opened when the key arrives, whichever comes
// first.
import { api } from "./api.js";
import { Backoff } from "./backoff.js";
import { canOpenPapers, openPaper, questionsOf } from "./paper.js";
import { asProblem } from "./problem.js";

/**
 * Events: `open` when `questions` are there, `refused` (detail: the Problem of a paper that will not come by itself).
 */
export class SealedPaper extends EventTarget {
  questions = null;

  /** The paper as it was fetched and the room's key in Base64, each null while it is not here. */
  sealed = null;
  key = null;

  #fetching = false;
  #backoff = new Backoff();

  /** Fetches the paper of `attempt` once; a connection that fails is tried again with growing waits. */
  async fetch(attempt) {
    if (this.sealed || this.#fetching) return;
    this.#fetching = true;
    try {
      this.sealed = await api.get(`/api/attempts/${encodeURIComponent(attempt)}/paper`);
    } catch (error) {
      this.#failed(attempt, asProblem(error));
    }
    this.#fetching = false;
    await this.#open();
  }

  /** A paper that was fetched earlier; null when there is none. */
  recall(sealed) {
    this.sealed ??= sealed;
    void this.#open();
  }

  /** The room's key; null while the room has not started. */
  unlock(key) {
    this.key ??= key;
    void this.#open();
  }

  #failed(attempt, problem) {
    if (problem.passing) setTimeout(() => void this.fetch(attempt), this.#backoff.next());
    else this.dispatchEvent(new CustomEvent("refused", { detail: problem }));
  }

  async #open() {
    if (!this.key || !this.sealed || this.questions || !canOpenPapers()) return;
    try {
      this.questions = questionsOf(await openPaper(this.sealed, this.key));
      this.dispatchEvent(new CustomEvent("open"));
    } catch (problem) {
      this.dispatchEvent(new CustomEvent("refused", { detail: problem }));
    }
  }
}
