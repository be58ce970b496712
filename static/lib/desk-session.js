// A room as its proctor sees it: state, roster and log, live over the socket, by asking where that cannot be opened.
import { api } from "./api.js";
import { ServerClock } from "./clock.js";
import { deviceId } from "./ids.js";
import { instantUs } from "./instant.js";
import { asProblem } from "./problem.js";
import { RoomLink } from "./room-link.js";
import { roomAfter } from "./room-state.js";
import { Socket } from "./socket.js";

const ASK_EVERY_MS = 3000;

/** Events: `change` (room, members, connection, problem), `roster`, `log`. */
export class DeskSession extends EventTarget {
  room = null;
  members = null;
  roster = new Map();
  log = [];
  problem = null;
  connection = "connecting";
  clock = new ServerClock();

  #reference;
  #socket = new Socket(this.clock);
  #link;
  #asking = null;

  /** `reference` is the sitting's id or its short code. */
  constructor(reference) {
    super();
    this.#reference = reference;
    this.#link = new RoomLink({ socket: this.#socket, room: reference, device: deviceId() });
    this.#socket.addEventListener("open", () => this.#connected());
    this.#socket.addEventListener("down", () => this.#lost());
    this.#socket.addEventListener("stopped", () => this.#lost());
    this.#socket.addEventListener(
      "unreachable",
      () => (this.#asking ??= setInterval(() => void this.#ask(), ASK_EVERY_MS)),
    );
    this.#link.addEventListener("joined", ({ detail }) => this.#joined(detail));
    this.#link.addEventListener("frame", ({ detail }) => this.#frame(detail));
    this.#link.addEventListener("refused", ({ detail }) => this.#refused(detail));
  }

  async start() {
    await this.#ask();
    await this.#fetchLog();
    await this.#socket.start();
  }

  /** One command of the proctor: start, pause, resume, extend, announce or end. */
  async command(verb, body = {}) {
    const room = await api.post(`/api/rooms/${encodeURIComponent(this.#id)}/${verb}`, body);
    if (room.version >= this.room.version) this.room = room;
    this.#tell("change");
  }

  /** Microseconds until the window ends; while paused the clock stands. */
  get remainingUs() {
    const at = this.room.paused_since ? instantUs(this.room.paused_since) : this.clock.nowUs();
    return Math.max(0, instantUs(this.room.window_closes_at) - at);
  }

  get #id() {
    return this.room?.id ?? this.#reference;
  }

  #connected() {
    clearInterval(this.#asking);
    this.#asking = null;
    this.connection = "socket";
    this.#tell("change");
  }

  #lost() {
    this.connection = "offline";
    this.#tell("change");
  }

  #refused(problem) {
    this.problem = problem;
    this.#tell("change");
  }

  #joined({ room, members, roster }) {
    this.room = room;
    this.members = members;
    this.problem = null;
    if (roster) this.#replaceRoster(roster);
    this.#tell("change");
  }

  async #ask() {
    const t0 = this.clock.localUs();
    try {
      const { room, roster } = await api.get(`/api/rooms/${encodeURIComponent(this.#id)}`);
      const serverUs = instantUs(room.server_time);
      this.clock.observe({ t0, t1: serverUs, t2: serverUs, t3: this.clock.localUs() });
      if (this.#asking) this.connection = "http";
      this.room = room;
      this.problem = null;
      this.#replaceRoster(roster);
    } catch (error) {
      this.problem = asProblem(error);
      if (!this.room) throw error;
    }
    this.#tell("change");
  }

  async #fetchLog() {
    let cursor = null;
    do {
      const page = await api.get(`/api/rooms/${encodeURIComponent(this.#id)}/log`, { cursor });
      page.items.forEach((entry) => this.#remember(entry));
      cursor = page.next_cursor;
    } while (cursor);
    this.#tell("log");
  }

  #frame(frame) {
    if (frame.event === "roster.changed") {
      frame.data.rows.forEach((row) => this.roster.set(row.account, row));
      return this.#tell("roster");
    }
    if (frame.event === "room.members") this.members = frame.data.count;
    this.room = roomAfter(this.room, frame);
    if (typeof frame.offset === "number") {
      this.#remember(frame);
      this.#tell("log");
    }
    return this.#tell("change");
  }

  // The same event may come from the log and over the socket; the offset tells them to be one.
  #remember(entry) {
    if (this.log.some(({ offset }) => offset === entry.offset)) return;
    this.log.push(entry);
    this.log.sort((one, other) => other.offset - one.offset);
  }

  #replaceRoster(rows) {
    this.roster = new Map(rows.map((row) => [row.account, row]));
    this.#tell("roster");
  }

  #tell(what) {
    this.dispatchEvent(new CustomEvent(what));
  }
}
