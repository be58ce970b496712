// The paper on its way: fetched in the lobby while it is still sealed, opened when the key arrives, whichever comes
// first.
import { api } from "./api.js";
import { Backoff } from "./backoff.js";
import { canOpenPapers, openPaper, questionsOf } from "./paper.js";
import { asProblem } from "./problem.js";

/**
 * Events: `open` when `questions` are there, `progress` when one of its `pictures` came, `refused` (detail: the Problem of
 * a paper that will not come by itself).
 */
export class SealedPaper extends EventTarget {
  questions = null;

  /** The PictureStock of a paper with pictures, once it was fetched. */
  pictures = null;

  /** The paper as it was fetched and the room's key in Base64, each null while it is not here. */
  sealed = null;
  key = null;

  #stocked = null;
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
    if (this.sealed?.pictures?.length) await (this.#stocked ??= this.#stock());
    if (!this.key || !this.sealed || this.questions || !canOpenPapers()) return;
    try {
      const paper = await openPaper(this.sealed, this.key);
      this.pictures?.unlock(this.key, paper.pictures);
      this.questions = questionsOf(paper);
      this.dispatchEvent(new CustomEvent("open"));
    } catch (problem) {
      this.dispatchEvent(new CustomEvent("refused", { detail: problem }));
    }
  }

  // Most papers have no picture: what fetches and opens them is loaded for those that do.
  async #stock() {
    try {
      const { PictureStock } = await import("./picture-stock.js");
      this.pictures = new PictureStock(this.sealed);
      this.pictures.addEventListener("progress", () => this.dispatchEvent(new CustomEvent("progress")));
      void this.pictures.gather();
    } catch (error) {
      this.#stocked = null;
      console.error("Pictures cannot be shown.", error);
    }
  }
}
