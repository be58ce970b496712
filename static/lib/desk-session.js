// A room as its proctor sees it: state, roster and deeds, live over the socket, by asking where that cannot be opened.
import { api } from "./api.js";
import { ServerClock } from "./clock.js";
import { DeskRoster } from "./desk-roster.js";
import { deviceId } from "./ids.js";
import { instantIso, instantUs } from "./instant.js";
import { asProblem } from "./problem.js";
import { RoomLink } from "./room-link.js";
import { roomAfter } from "./room-state.js";
import { Socket } from "./socket.js";

const ASK_EVERY_MS = 3000;
/** The server takes a message to so many at once. */
const RECIPIENTS_MAX = 200;
const DEEDS_AT_ONCE = 50;
const TALK_KINDS = ["message", "integrity"];
// What the server answers to those who may not look after the room.
const STRANGERS_STATUSES = [403, 404];

/**
 * Events: `change` (room, members, connection, problem), `roster`, `deeds`, `news` (detail: `[{kind, row}]` that
 * somebody ought to hear of), `talk` (detail: the attempt whose messages or events grew), `dismissed` once the room is
 * this person's no more; nothing follows it.
 */
export class DeskSession extends EventTarget {
  room = null;
  members = null;
  roster = new DeskRoster();
  deeds = [];
  moreDeeds = null;
  problem = null;
  connection = "connecting";
  clock = new ServerClock();

  #reference;
  #socket = new Socket(this.clock);
  #link;
  #asking = null;
  #deedsDue = false;
  #deedsReading = false;

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
    await this.readDeeds();
    await this.#socket.start(this.#reference);
  }

  /** One command of the proctor: start, pause, resume, extend, announce or end. Answers what the server says of it. */
  async command(verb, body = {}) {
    const room = await api.post(this.#path(verb), body);
    if (room.version >= this.room.version) this.room = room;
    this.#tell("change");
    return room;
  }

  /**
   * Sends `text` to these attempts; answers how many got it. `messageIds` keeps an id for each part of the recipients,
   * so that whoever sends the same again after a failure sends it once.
   */
  async message(attempts, text, messageIds) {
    let sent = 0;
    for (let from = 0; from < attempts.length; from += RECIPIENTS_MAX) {
      const part = attempts.slice(from, from + RECIPIENTS_MAX);
      const answer = await api.post(this.#path("messages"), { attempts: part, text, message_id: messageIds(from) });
      sent += answer.sent;
    }
    return sent;
  }

  /** Lowers one student's hand. */
  async lowerHand(attempt) {
    await api.post(this.#path(`attempts/${attempt}/lower-hand`));
  }

  /** All messages with one student; the staff has read them then. */
  async thread(attempt) {
    const { messages } = await api.get(this.#path(`attempts/${attempt}/messages`));
    this.roster.read(attempt);
    this.#tell("roster");
    return messages;
  }

  /** What was recorded of one student, in order. */
  async integrity(attempt) {
    const { events } = await api.get(this.#path(`attempts/${attempt}/integrity`));
    return events;
  }

  /** Reads the latest deeds, back to those that are known. */
  async readDeeds() {
    const known = new Set(this.deeds.map(({ id }) => id));
    let cursor = null;
    do {
      const page = await api.get(this.#path("deeds"), { cursor, limit: DEEDS_AT_ONCE });
      this.#remember(page.items);
      if (known.size === 0) this.moreDeeds = page.next_cursor;
      cursor = page.items.some(({ id }) => known.has(id)) ? null : page.next_cursor;
    } while (cursor && known.size > 0);
  }

  /** Reads the deeds before those that are known. */
  async readEarlierDeeds() {
    const page = await api.get(this.#path("deeds"), { cursor: this.moreDeeds });
    this.moreDeeds = page.next_cursor;
    this.#remember(page.items);
  }

  /** Microseconds until the window ends; while paused the clock stands. */
  get remainingUs() {
    const at = this.room.paused_since ? instantUs(this.room.paused_since) : this.clock.nowUs();
    return Math.max(0, instantUs(this.room.window_closes_at) - at);
  }

  #path(rest) {
    return `/api/rooms/${encodeURIComponent(this.room?.id ?? this.#reference)}/${rest}`;
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
    if (STRANGERS_STATUSES.includes(problem.status)) return this.#leave();
    this.problem = problem;
    this.#tell("change");
  }

  // Who was dismissed is not to be shown what they last saw as if it were so.
  #leave() {
    clearInterval(this.#asking);
    this.#socket.stop();
    this.#tell("dismissed");
  }

  #joined({ room, members, roster }) {
    this.room = room;
    this.members = members;
    this.problem = null;
    if (roster) this.#replaceRoster(roster);
    this.#tell("change");
    void this.#readDeedsAgain();
  }

  async #ask() {
    const t0 = this.clock.localUs();
    try {
      const { room, roster } = await api.get(`/api/rooms/${encodeURIComponent(this.room?.id ?? this.#reference)}`);
      const serverUs = instantUs(room.server_time);
      this.clock.observe({ t0, t1: serverUs, t2: serverUs, t3: this.clock.localUs() });
      if (this.#asking) this.connection = "http";
      this.room = room;
      this.problem = null;
      this.#replaceRoster(roster);
      if (this.#asking) await this.readDeeds();
    } catch (error) {
      if (!this.room) throw error;
      return this.#refused(asProblem(error));
    }
    this.#tell("change");
  }

  #frame(frame) {
    // Whoever may be here for another reason is let in again.
    if (frame.event === "staff.dismissed") return void (frame.data.room === this.room.id && this.#link.join());
    if (frame.event === "deeds.changed") return void this.#readDeedsAgain();
    if (frame.ch?.startsWith("staff:")) return this.#moveRoster(frame);
    if (frame.event === "room.members") this.members = frame.data.count;
    this.room = roomAfter(this.room, frame);
    if (typeof frame.offset === "number") void this.#readDeedsAgain();
    return this.#tell("change");
  }

  #moveRoster(frame) {
    this.#hear(this.roster.take(frame));
    this.#tell("roster");
    if (frame.data.attempt) this.#tell("talk", frame.data.attempt);
  }

  // However many deeds are told of while a look is under way, one more look finds them.
  async #readDeedsAgain() {
    this.#deedsDue = true;
    if (this.#deedsReading) return;
    this.#deedsReading = true;
    try {
      while (this.#deedsDue) {
        this.#deedsDue = false;
        await this.readDeeds();
      }
    } catch (error) {
      this.#refused(asProblem(error));
    } finally {
      this.#deedsReading = false;
    }
  }

  // The same deed comes with every look; its id tells, and ids grow with time.
  #remember(deeds) {
    const known = new Map([...this.deeds, ...deeds].map((deed) => [deed.id, deed]));
    this.deeds = [...known.values()].sort((one, other) => (one.id < other.id ? 1 : -1));
    this.#tell("deeds");
  }

  #replaceRoster(rows) {
    const news = this.roster.replace(rows, instantIso(this.clock.nowUs()));
    this.#hear(news);
    this.#tell("roster");
    news.filter(({ kind }) => TALK_KINDS.includes(kind)).forEach(({ row }) => this.#tell("talk", row.attempt));
  }

  #hear(news) {
    if (news.length > 0) this.#tell("news", news);
  }

  #tell(what, detail = null) {
    this.dispatchEvent(new CustomEvent(what, { detail }));
  }
}
