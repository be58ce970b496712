// One order of the person who looks, followed until they leave: the socket says when something changed, and where it does
// not get through, requests wait at the server for news. What is shown is always what was read, never what was told.
import { exchange, read } from "./api.js";
import { Backoff } from "./backoff.js";
import { ServerClock } from "./clock.js";
import { asProblem } from "./problem.js";
import { Socket } from "./socket.js";

const WAIT_S = 20;
const WAIT_TIMEOUT_MS = 40_000;
const UNCHANGED = 304;
// Whoever does not hold a request back is not asked more often than this.
const LEAST_MS = 1000;
/** Nothing more happens to these by itself. */
const AT_REST = new Set(["paid", "partially_refunded", "refunded"]);

/** Events: `change` when `order` did, `problem` when `problem` came or went. */
export class OrderFollow extends EventTarget {
  order = null;
  problem = null;

  #path;
  #tag = null;
  #socket = new Socket(new ServerClock());
  #reading = null;
  #stale = false;
  #asking = false;
  #over = false;
  #backoff = new Backoff();

  constructor(id) {
    super();
    this.#path = `/api/payments/orders/${encodeURIComponent(id)}`;
  }

  /** Reads the order, or throws its Problem, and follows it from then on. */
  async start() {
    await this.#ask(0);
    this.#socket.addEventListener("open", () => this.refresh());
    this.#socket.addEventListener("down", () => void this.#wait());
    this.#socket.addEventListener("missed", () => this.refresh());
    this.#socket.addEventListener("frame", ({ detail }) => this.#heard(detail));
    addEventListener("online", () => this.refresh());
    document.addEventListener("visibilitychange", () => document.hidden || this.refresh());
    void this.#wait();
    void this.#socket.start().catch((error) => console.info("No socket.", error));
  }

  stop() {
    this.#over = true;
    this.#socket.stop();
  }

  /** An answer to something that was done to the order here. */
  take(order) {
    if (this.order && order.version < this.order.version) return;
    const before = JSON.stringify(this.order);
    this.order = order;
    if (JSON.stringify(order) !== before) this.dispatchEvent(new CustomEvent("change"));
  }

  /** Reads anew; a change that is told meanwhile is read after it. */
  refresh() {
    this.#stale = true;
    this.#reading ??= this.#readAll().finally(() => (this.#reading = null));
    return this.#reading;
  }

  async #readAll() {
    while (this.#stale && !this.#over) {
      this.#stale = false;
      await this.#ask(0).then(
        () => this.#tell(null),
        (error) => this.#tell(asProblem(error)),
      );
    }
  }

  #heard({ event, data }) {
    const isOurs = event === "order.changed" && data.order === this.order.id;
    if (isOurs || (event === "access.changed" && data.exam === this.order.exam.id)) void this.refresh();
  }

  // Only while no socket is there to tell.
  async #wait() {
    if (this.#asking) return;
    this.#asking = true;
    while (!this.#over && !this.#socket.isOpen && !AT_REST.has(this.order.status)) await this.#waitOnce();
    this.#asking = false;
  }

  async #waitOnce() {
    const begun = performance.now();
    try {
      await this.#ask(WAIT_S);
      this.#backoff.reset();
      this.#tell(null);
      await passed(begun + LEAST_MS - performance.now());
    } catch (error) {
      const problem = asProblem(error);
      this.#tell(problem);
      if (!problem.passing) this.stop();
      await passed(problem.retryAfterS ? problem.retryAfterS * 1000 : this.#backoff.next());
    }
  }

  async #ask(waitS) {
    const query = waitS > 0 ? { wait: waitS } : {};
    const more = this.#tag === null ? {} : { "If-None-Match": this.#tag };
    const answer = await exchange("GET", this.#path, {
      query,
      more,
      timeoutMs: waitS > 0 ? WAIT_TIMEOUT_MS : undefined,
    });
    if (answer.status === UNCHANGED) return;
    const order = await read(answer);
    this.#tag = answer.headers.get("ETag");
    this.take(order);
  }

  #tell(problem) {
    if (this.problem === null && problem === null) return;
    this.problem = problem;
    this.dispatchEvent(new CustomEvent("problem"));
  }
}

function passed(ms) {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));
}
