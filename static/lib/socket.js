// The socket of examhall.v1: requests with answers, events, and coming back as the close code says. It knows nothing of
// rooms; lib/room-link.js joins them.
import { Backoff, between } from "./backoff.js";
import { loadProtocol, readClose } from "./protocol.js";
import { offlineProblem, Problem } from "./problem.js";

const REQUEST_MS = 10_000;
const PROBE_EVERY_MS = 20_000;
const FIRST_PROBES = 5;
const FAILURES_UNTIL_UNREACHABLE = 3;
// Everybody hears at once that something may have been missed, and nobody has to ask at once.
const LOOK_WITHIN_MS = 5000;

/**
 * Events: `open`; `down` when the connection is lost; `stopped` (detail: close slug) when coming back is not invited;
 * `unreachable` when several tries in a row never opened; `frame` (detail: an event message); `missed` when messages may
 * have got lost between the server's instances, so that it is time to ask for what is shown.
 */
export class Socket extends EventTarget {
  #clock;
  #protocol = null;
  #socket = null;
  #requests = new Map();
  #lastId = 0;
  #backoff = new Backoff();
  #failures = 0;
  #retry = null;
  #probe = null;
  #look = null;
  #wanted = false;
  #room = null;

  constructor(clock) {
    super();
    this.#clock = clock;
    addEventListener("online", () => this.#wanted && this.#retry && this.#connect());
  }

  get isOpen() {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  /** `room` is what the socket is for: the server may want it named, so that a balancer keeps a room's people together. */
  async start(room = this.#room) {
    this.#wanted = true;
    this.#room = room;
    this.#protocol = await loadProtocol();
    this.#connect();
  }

  stop() {
    this.#wanted = false;
    clearTimeout(this.#retry);
    this.#socket?.close(1000);
  }

  /** Drops the connection and comes back after the backoff: for a join that was refused for a while. */
  restart() {
    this.#socket?.close(1000);
  }

  /**
   * Sends one operation; answers its `ok`, throws its Problem. A socket that stays silent is given up and opened anew.
   */
  request(op, fields = {}) {
    if (!this.isOpen) return Promise.reject(offlineProblem());
    const socket = this.#socket;
    const id = (this.#lastId += 1);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#giveUp(socket, id), REQUEST_MS);
      this.#requests.set(id, { resolve, reject, timer });
      socket.send(JSON.stringify({ id, op, ...fields }));
    });
  }

  /** Takes probes of the server's time. */
  async synchronise(probes = FIRST_PROBES) {
    for (let done = 0; done < probes && this.isOpen; done += 1) {
      const t0 = this.#clock.localUs();
      const { t1, t2 } = await this.request("time.sync", { t0 });
      this.#clock.observe({ t0, t1, t2, t3: this.#clock.localUs() });
    }
  }

  #connect() {
    clearTimeout(this.#retry);
    this.#retry = null;
    const address = new URL("/ws", location.href);
    if (this.#room && document.querySelector("meta[name=names-rooms]")) address.searchParams.set("room", this.#room);
    address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(address, this.#protocol.subprotocol);
    let opened = false;
    socket.addEventListener("open", () => {
      opened = true;
      this.#opened();
    });
    socket.addEventListener("message", ({ data }) => this.#received(JSON.parse(data)));
    socket.addEventListener("close", (event) => socket === this.#socket && this.#closed(event, opened));
    this.#socket = socket;
  }

  #opened() {
    this.#failures = 0;
    this.dispatchEvent(new CustomEvent("open"));
    this.synchronise().catch(() => null);
    this.#probe = setInterval(() => this.synchronise(1).catch(() => null), PROBE_EVERY_MS);
  }

  /** The connection proved useful: the next loss starts with short waits again. */
  settled() {
    this.#backoff.reset();
  }

  #received(message) {
    if (message.event === "events.missed") return this.#missed();
    if (message.re === undefined) return this.dispatchEvent(new CustomEvent("frame", { detail: message }));
    const waiting = this.#requests.get(message.re);
    if (!waiting) return;
    this.#requests.delete(message.re);
    clearTimeout(waiting.timer);
    if (message.error)
      waiting.reject(new Problem(message.error, message.error.status, message.error.retry_after_s ?? null));
    else waiting.resolve(message.ok);
  }

  #missed() {
    this.#look ??= setTimeout(() => {
      this.#look = null;
      this.dispatchEvent(new CustomEvent("missed"));
    }, between(0, LOOK_WITHIN_MS));
  }

  #closed(event, opened) {
    clearInterval(this.#probe);
    // Whoever comes back asks for everything anyway.
    clearTimeout(this.#look);
    this.#look = null;
    this.#socket = null;
    this.#failRequests();
    if (opened) this.dispatchEvent(new CustomEvent("down"));
    if (!this.#wanted) return;
    const close = readClose(this.#protocol, event);
    if (close.return === "no") return this.#halt(close.slug);
    if (!opened) this.#failures += 1;
    if (this.#failures === FAILURES_UNTIL_UNREACHABLE) this.dispatchEvent(new CustomEvent("unreachable"));
    const wait = close.waitMs ? between(...close.waitMs) : this.#backoff.next();
    this.#retry = setTimeout(() => this.#connect(), wait);
  }

  #halt(slug) {
    this.#wanted = false;
    this.dispatchEvent(new CustomEvent("stopped", { detail: slug }));
  }

  #giveUp(socket, id) {
    const waiting = this.#requests.get(id);
    this.#requests.delete(id);
    waiting?.reject(offlineProblem());
    if (socket === this.#socket) this.#abandon(socket);
  }

  // A half-dead connection takes minutes to close by itself, so its close event is not waited for.
  #abandon(socket) {
    socket.close();
    this.#closed({ code: 1006, reason: "" }, true);
  }

  #failRequests() {
    for (const { reject, timer } of this.#requests.values()) {
      clearTimeout(timer);
      reject(offlineProblem());
    }
    this.#requests.clear();
  }
}
