// One person's attempt in one room, as this browser knows it: room, attempt, paper, clock and answers, kept up to date
// over the socket or, where that cannot be opened, by asking. Views read its fields and draw; nothing here touches the
// page.
import { AnswerBook } from "./answers.js";
import { ServerClock } from "./clock.js";
import { Conversation } from "./conversation.js";
import { Deadline } from "./deadline.js";
import { openDeviceStore } from "./device-store.js";
import { deviceId } from "./ids.js";
import { instantIso, instantUs } from "./instant.js";
import { Flags } from "./flags.js";
import { HttpLink } from "./http-link.js";
import { offlineProblem } from "./problem.js";
import { RoomLink } from "./room-link.js";
import { isNews, roomAfter } from "./room-state.js";
import { SealedPaper } from "./sealed-paper.js";
import { claimTab } from "./single-tab.js";
import { Socket } from "./socket.js";
import { TalkLink } from "./talk-link.js";
import { Watch } from "./watch.js";

const OPEN_EXPECTED_MS = 3000;
// What is still being typed goes out a moment before the end, so that it is not flagged late.
const LAST_CALL_US = 1_500_000;
const CLOSE_EXPECTED_US = 2_000_000;
const ASK_AGAIN_MS = 5000;

/**
 * Events: `change` when a field changed, `answer` (detail: question id) when an answer's state changed, `notice`
 * (detail: `{kind, ...}`) for what a person should be told once.
 *
 * `stage` is what the page shows: connecting, refused, signed-out, stopped, other-tab, other-device, taken-over, staff,
 * unenrolled, lobby, late, opening, writing, closed.
 */
export class ExamSession extends EventTarget {
  room = null;
  attempt = null;
  role = null;
  members = null;
  problem = null;
  connection = { state: "connecting", since: Date.now() };
  // Whether what is shown is what this device kept, because the server was not heard on this page yet.
  recalled = false;
  clock = new ServerClock();
  deadline = new Deadline();
  answers = null;
  flags = null;
  talk = null;
  watch = null;

  #reference;
  #device = deviceId();
  #place = { since: null };
  #socket = new Socket(this.clock);
  #link;
  #http;
  #paper = new SealedPaper();
  #blocked = null;
  #preparing = null;
  #askAgainAt = 0;
  // Whether the server's answers were merged on this connection. Nothing goes out before that: an unseen answer of
  // another device would be written over.
  #merged = false;
  // What was said before the conversation was here to hear it.
  #unheard = [];

  /** `reference` is the sitting's id or its short code. */
  constructor(reference) {
    super();
    this.#reference = reference;
    this.#link = new RoomLink({ socket: this.#socket, room: reference, device: this.#device, place: this.#place });
    this.#http = new HttpLink({ reference, device: this.#device, clock: this.clock, place: this.#place });
    this.#listen();
  }

  start() {
    return this.#socket.start(this.#reference);
  }

  /** What this device kept of the room, shown until the server is heard. Nothing happens once it was. */
  async recall({ room, attempt, clock, deadline, heard_at_ms, sealed }) {
    if (this.room !== null) return;
    Object.assign(this, { room, attempt, role: "student", recalled: true });
    this.connection = { state: "offline", since: heard_at_ms };
    this.#place.since = { epoch: room.epoch, offset: room.offset };
    this.clock.recall(clock);
    this.deadline.recall(deadline);
    this.#preparing ??= this.#prepare(attempt);
    await this.#preparing;
    this.#paper.recall(sealed);
    this.#paper.unlock(attempt.key);
    if (this.recalled) this.#take(attempt);
    this.#tell();
  }

  /** What `recall` takes beside the paper; to be kept while there is a room and an attempt. */
  snapshot() {
    const { room, clock, deadline, connection } = this;
    const answers = this.answers?.stored ?? this.attempt.answers;
    const flags = this.flags?.all ?? this.attempt.flags;
    const attempt = { ...this.attempt, key: this.#paper.key, answers, flags };
    const heard_at_ms = connection.state === "offline" ? connection.since : Date.now();
    const over_at_ms = (deadline.closesUs ?? instantUs(room.window_closes_at)) / 1000 + attempt.grace_us / 1000;
    return { room, attempt, clock: clock.sample, deadline: deadline.record, heard_at_ms, over_at_ms };
  }

  /** The paper as it was fetched, or null. */
  get sealedPaper() {
    return this.#paper.sealed;
  }

  /** The PictureStock of a paper with pictures, or null. */
  get pictures() {
    return this.#paper.pictures;
  }

  get stage() {
    if (this.#blocked) return this.#blocked;
    if (this.role === "staff") return "staff";
    if (this.attempt === null) return this.role === null ? "connecting" : "unenrolled";
    if (this.attempt.phase === "closed") return "closed";
    if (this.attempt.device === "other") return "other-device";
    if (this.attempt.phase === "open") return this.questions ? "writing" : "opening";
    return this.room.phase === "lobby" ? "lobby" : this.room.phase === "ended" ? "closed" : "late";
  }

  /** The questions of the opened paper in one row, or null. */
  get questions() {
    return this.#paper.questions;
  }

  get paused() {
    return this.room?.phase === "paused";
  }

  /** Microseconds left, or null while the attempt has no end yet. */
  get remainingUs() {
    return this.deadline.remainingUs(this.clock.nowUs(), this.paused ? instantUs(this.room.paused_since) : null);
  }

  /** Whether the time is up or the paper stands still: the answers may be read, not changed. */
  get locked() {
    return this.paused || this.remainingUs === 0;
  }

  /** Opens the attempt of one who comes after the start. */
  open() {
    return this.#act("attempt.start", "start");
  }

  /** Hands the paper in; what waits is sent first. */
  submit() {
    return this.#act("attempt.submit", "submit");
  }

  /** Moves the exam to this device; the other one is told. */
  async takeOver() {
    await this.#act("attempt.take_over", "take-over");
    this.#unblock("taken-over", "other-device");
    if (!this.#socket.isOpen) await this.#socket.start();
  }

  /** Takes the exam from another tab of this browser. */
  async takeTab() {
    this.#unblock("other-tab");
    await this.#claim("take");
  }

  flag(question, flagged) {
    this.flags.set(question, flagged);
    this.#tell();
  }

  /** Asks for the full state anew. */
  refresh() {
    if (this.#socket.isOpen) void this.#link.join();
    else this.#http.ask();
  }

  /** To be called a few times a second: notices a device that slept and an end that the server has not told yet. */
  tick() {
    if (this.clock.noticeSleep()) this.#socket.synchronise().catch(() => null);
    if (this.stage !== "writing" || this.paused) return;
    if (this.remainingUs < LAST_CALL_US) this.answers.flush();
    if (this.remainingUs !== 0) return;
    const overdueUs = this.clock.nowUs() - this.deadline.closesUs - this.attempt.grace_us;
    if (overdueUs < CLOSE_EXPECTED_US || performance.now() < this.#askAgainAt) return;
    this.#askAgainAt = performance.now() + ASK_AGAIN_MS;
    this.refresh();
  }

  #listen() {
    this.#socket.addEventListener("open", () => this.#connected("socket"));
    this.#socket.addEventListener("down", () => this.#lost());
    this.#socket.addEventListener("unreachable", () => this.#http.start());
    this.#socket.addEventListener("stopped", ({ detail }) => this.#stopped(detail));
    this.#link.addEventListener("joined", ({ detail }) => void this.#joined(detail));
    this.#link.addEventListener("frame", ({ detail }) => this.#frame(detail));
    this.#link.addEventListener("refused", ({ detail }) => this.#refuse(detail));
    for (const event of ["open", "progress"]) this.#paper.addEventListener(event, () => this.#tell());
    this.#paper.addEventListener("refused", ({ detail }) => this.#refuse(detail));
    this.#http.addEventListener("state", ({ detail }) => void this.#polled(detail));
    this.#http.addEventListener("silent", () => this.#lost());
    this.#http.addEventListener("refused", ({ detail }) => this.#refuse(detail));
  }

  #connected(by) {
    if (by === "socket") this.#http.stop();
    const { state, since } = this.connection;
    if (state === "offline") this.watch?.networkBack(Math.round((Date.now() - since) / 1000));
    if (state !== by) this.connection = { state: by, since: Date.now() };
    this.#tell();
  }

  #lost() {
    this.#merged = false;
    this.#flow();
    if (this.connection.state !== "offline") this.connection = { state: "offline", since: Date.now() };
    this.#tell();
  }

  #stopped(slug) {
    this.#lost();
    this.#block(slug === "taken_over" ? "taken-over" : slug === "signed_out" ? "signed-out" : "stopped");
  }

  #refuse(problem) {
    this.problem = problem;
    if (["not-signed-in", "session-ended"].includes(problem.slug)) return this.#block("signed-out");
    if (problem.slug === "device-busy") return this.#block("other-device");
    if (problem.slug === "device-fenced") return this.#block("taken-over");
    this.#block("refused");
  }

  async #joined({ room, attempt, role, members, missed }) {
    this.#tellOwnTime(room, attempt, missed);
    this.room = room;
    this.recalled = false;
    this.role = role;
    this.members = members;
    this.problem = null;
    this.#unblock("refused");
    await this.#adopt(attempt);
    this.#listenTo(attempt);
    this.flags?.send((question, flagged) => this.#socket.request("flag", { question, flagged }));
  }

  async #polled({ room, attempt, missed }) {
    this.#connected("http");
    this.#tellOwnTime(room, attempt, missed);
    this.room = room;
    this.recalled = false;
    this.role = "student";
    missed?.forEach((frame) => this.#frame(frame));
    await this.#adopt(attempt);
    this.#listenTo(attempt);
  }

  // More time for one person has no number, so nobody repeats it to them when they come back. What the room was given is
  // added to the deadline that was known; by what the server's differs then, it was given to this person alone.
  #tellOwnTime(room, attempt, missed) {
    if (!missed || !attempt?.closes_at || attempt.id !== this.attempt?.id || room.phase === "ended") return;
    for (const { event, offset, data } of missed) this.#shift(event, offset, data);
    const known = this.deadline.closesUs;
    if (known === null || attempt.room_version !== room.version) return;
    const by_us = instantUs(attempt.closes_at) - known;
    if (by_us === 0) return;
    const detail = { event: "attempt.timing", at: instantIso(this.clock.nowUs()), data: { by_us, reason: "" } };
    this.dispatchEvent(new CustomEvent("notice", { detail }));
  }

  #shift(event, offset, data) {
    if (event === "room.resumed") this.deadline.shift(offset, data.shift_us);
    if (event === "room.extended") this.deadline.shift(offset, data.by_us);
  }

  // The attempt as the server tells it replaces what was known; the answers are merged, not replaced.
  async #adopt(attempt) {
    // A further attempt that the server prepared meanwhile belongs to a fresh visit, not to the page of the closed one.
    if (this.attempt?.phase === "closed" && attempt?.id !== this.attempt.id) return this.#tell();
    attempt = this.#notBefore(attempt);
    this.attempt = attempt;
    if (attempt) {
      this.deadline.set(attempt);
      this.#paper.unlock(attempt.key);
      this.#preparing ??= this.#prepare(attempt);
      await this.#preparing;
      this.#take(attempt);
      this.#merged = true;
      this.#flow();
      if (attempt.phase !== "closed") void this.#paper.fetch(attempt.id);
    }
    this.#tell();
  }

  // Answers cross with events: the state that answers the handing in was read before the marking, and may come after the
  // word that the result is there. What was true of an attempt stays so.
  #notBefore(attempt) {
    const known = this.attempt;
    if (!attempt || known?.id !== attempt.id) return attempt;
    const result_ready = attempt.result_ready || known.result_ready;
    if (known.phase !== "closed" || attempt.phase === "closed") return { ...attempt, result_ready };
    const { phase, closed_by, closed_at } = known;
    return { ...attempt, result_ready, phase, closed_by, closed_at };
  }

  // The conversation as a join or a round of asking told it, then what was said while that was on its way.
  #listenTo(attempt) {
    if (!this.talk || attempt?.id !== this.attempt?.id) return;
    this.talk.merge(attempt.chat, attempt.hand_since);
    this.#unheard.splice(0).forEach((message) => this.talk.hear(message));
  }

  #take({ flags, answers }) {
    this.flags.merge(flags);
    this.answers.merge(answers);
  }

  async #prepare(attempt) {
    await this.#claim("ask");
    this.#prepareTalk(attempt.id);
    this.flags = new Flags(attempt.id);
    this.answers = new AnswerBook({
      attempt: attempt.id,
      store: await openDeviceStore(),
      send: (record) => this.#send(record),
    });
    await this.answers.load();
    this.answers.addEventListener("change", ({ detail }) => this.dispatchEvent(new CustomEvent("answer", { detail })));
    this.answers.addEventListener("halt", ({ detail }) => this.#halted(detail));
    this.answers.addEventListener("over", () => this.refresh());
  }

  #prepareTalk(attempt) {
    const byHttp = () => this.connection.state === "http";
    const link = new TalkLink({ attempt, socket: this.#socket, byHttp });
    const isOn = () => this.stage === "writing" && !this.paused;
    this.talk = new Conversation({ attempt, link, clock: this.clock });
    this.watch = new Watch({ attempt, link, clock: this.clock, isOn });
  }

  async #claim(how) {
    const claimed = await claimTab(`examhall.attempt.${this.attempt.id}`, how, () => this.#block("other-tab"));
    if (!claimed) this.#block("other-tab");
    this.#flow();
  }

  // Sending pauses with the room and while this page is not the one that writes.
  #flow() {
    const writing = this.attempt?.phase === "open" && this.#blocked === null && !this.paused;
    this.answers?.flow(writing && this.#merged);
    const heard = this.#merged && this.#blocked === null;
    this.talk?.flow(heard);
    this.watch?.flow(heard);
  }

  #halted(problem) {
    if (["room-paused", "not-joined", "attempt-not-open", "room-not-started"].includes(problem.slug))
      return this.refresh();
    this.#refuse(problem);
  }

  #send({ question, revision, save_id, response }) {
    const body = { revision, save_id, response };
    if (this.#socket.isOpen) return this.#socket.request("answer.save", { question, ...body });
    if (this.connection.state === "http") return this.#http.save(this.attempt.id, question, body);
    return Promise.reject(offlineProblem());
  }

  async #act(op, verb) {
    const state = this.#socket.isOpen ? await this.#socket.request(op) : await this.#http.act(this.attempt.id, verb);
    await this.#adopt(state);
  }

  // A room event up to the version we hold is history that came with the join: it is told but not applied again.
  #frame(frame) {
    const { event, offset, at, data } = frame;
    const news = isNews(this.room, offset);
    this.room = roomAfter(this.room, frame);
    if (news) this.#apply(event, offset, data);
    this.dispatchEvent(new CustomEvent("notice", { detail: { event, at, data } }));
    this.#tell();
  }

  #apply(event, offset, data) {
    this.#shift(event, offset, data);
    switch (event) {
      case "room.started":
        return this.#started(data);
      case "room.paused":
      case "room.resumed":
        return this.#flow();
      case "room.ended":
        return this.refresh();
      case "room.members":
        this.members = data.count;
        return undefined;
      default:
        return this.#applyOwn(event, data);
    }
  }

  // What came on the person's own channel may concern another attempt of theirs.
  #applyOwn(event, data) {
    const id = data.attempt?.id ?? data.attempt;
    if (event === "session.ended") return this.#block("signed-out");
    if (id === undefined || (this.attempt && id !== this.attempt.id)) return undefined;
    switch (event) {
      case "chat.message":
        return this.talk ? this.talk.hear(data.message) : void this.#unheard.push(data.message);
      case "hand.changed":
        return this.talk?.handMoved(data.since);
      case "attempt.opened":
        // It says what the opening changed; everything else stays as the lobby knew it.
        return void this.#adopt({ ...this.attempt, ...data.attempt });
      case "attempt.timing":
        return this.deadline.set(data);
      case "attempt.taken_over":
        return data.device === this.#device ? undefined : this.#block("taken-over");
      case "attempt.closed":
        this.attempt = { ...this.attempt, phase: "closed", closed_by: data.closed_by, closed_at: data.closed_at };
        return this.#flow();
      case "result.ready":
        this.attempt = { ...this.attempt, result_ready: true };
        return undefined;
      default:
        return undefined;
    }
  }

  #started(data) {
    this.#paper.unlock(data.key);
    // The server opens every prepared attempt and says so; should that word be lost, asking is harmless.
    setTimeout(() => this.attempt?.phase === "prepared" && this.open().catch(() => this.refresh()), OPEN_EXPECTED_MS);
  }

  #block(stage) {
    this.#blocked = stage;
    this.#flow();
    this.#tell();
  }

  #unblock(...stages) {
    if (stages.includes(this.#blocked)) this.#blocked = null;
    this.#flow();
    this.#tell();
  }

  #tell() {
    this.dispatchEvent(new CustomEvent("change"));
  }
}
