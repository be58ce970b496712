// The pictures of a paper on their way: fetched sealed while the lobby waits, one after the other so that a whole room
// does not crowd the network, kept with the paper, and opened with the room's key.
import { showPictures } from "../parts/picture.js";
import { Backoff } from "./backoff.js";
import { lastPerson } from "./kept-rooms.js";
import { offlineProblem, Problem } from "./problem.js";

const TIMEOUT_MS = 60_000;
const NONCE_BYTES = 12;

/** Event `progress`: another picture is here. */
export class PictureStock extends EventTarget {
  #sealed;
  #here = new Map();
  #kept = new Set();
  #shown = new Map();
  #key = null;
  #names = {};

  /** `sealed` is the paper as it was fetched; it lists the names of its pictures. */
  constructor(sealed) {
    super();
    this.#sealed = sealed;
  }

  /** How many pictures the paper has, and how many of them are on this device. */
  get figures() {
    return { here: this.#here.size, total: this.#sealed.pictures.length };
  }

  /** Fetches what is not here; what fails for a while is tried again with growing waits. */
  async gather() {
    for (const { name } of this.#sealed.pictures) await this.#fetchPatiently(name);
  }

  /** Keeps what is here for a reload without network, for as long as the room is kept for `account`. */
  async keep(account) {
    const fresh = [...this.#here].filter(([name]) => !this.#kept.has(name));
    if (fresh.length === 0 || lastPerson()?.id !== account) return;
    const cache = await openCache(this.#sealed);
    for (const [name, bytes] of cache ? fresh : []) {
      await cache.put(this.#address(name), new Response(bytes));
      this.#kept.add(name);
    }
  }

  /** What was kept went with the room. */
  letGo() {
    this.#kept.clear();
  }

  /** The room's key in Base64, and by digest what the opened paper says of its pictures: `{name, media_type}`. */
  unlock(key, names) {
    this.#key = key;
    this.#names = names;
  }

  /** Shows the pictures inside of `element`. */
  show(element) {
    showPictures(element, (digest) => this.#open(this.#names[digest]));
  }

  async #open({ name, media_type: type }) {
    if (!this.#shown.has(name)) {
      const plain = await unseal(await this.#fetch(name), this.#key, name);
      this.#shown.set(name, URL.createObjectURL(new Blob([plain], { type })));
    }
    return this.#shown.get(name);
  }

  async #fetchPatiently(name) {
    const backoff = new Backoff();
    for (;;) {
      try {
        return await this.#fetch(name);
      } catch (problem) {
        // What will not come by itself is said where it is missed.
        if (!problem.passing) return undefined;
        await new Promise((resolve) => setTimeout(resolve, backoff.next()));
      }
    }
  }

  async #fetch(name) {
    if (!this.#here.has(name)) {
      const kept = await (await openCache(this.#sealed))?.match(this.#address(name));
      const bytes = kept ? await kept.arrayBuffer() : await download(this.#address(name));
      this.#here.set(name, bytes);
      if (kept) this.#kept.add(name);
      this.dispatchEvent(new CustomEvent("progress"));
    }
    return this.#here.get(name);
  }

  #address(name) {
    return `/api/attempts/${encodeURIComponent(this.#sealed.attempt)}/sealed-pictures/${encodeURIComponent(name)}`;
  }
}

// A browser that refuses to keep anything has kept nothing.
function openCache({ sitting }) {
  return caches.open(`pictures ${sitting}`).catch(() => null);
}

async function download(address) {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  try {
    const answer = await fetch(address, { credentials: "same-origin", signal });
    if (!answer.ok) throw new Problem({ type: "/problems/internal" }, answer.status);
    return await answer.arrayBuffer();
  } catch (error) {
    throw error instanceof Problem ? error : offlineProblem();
  }
}

async function unseal(bytes, key, name) {
  const raw = Uint8Array.from(atob(key), (character) => character.charCodeAt(0));
  const cryptoKey = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["decrypt"]);
  const algorithm = {
    name: "AES-GCM",
    iv: bytes.slice(0, NONCE_BYTES),
    additionalData: new TextEncoder().encode(name),
  };
  return crypto.subtle.decrypt(algorithm, cryptoKey, bytes.slice(NONCE_BYTES));
}
