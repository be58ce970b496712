// Membership of one room over the socket: joins on every connection, comes back with the last offset, delivers each
// event once and in order, and joins anew when it sees a hole.

/**
 * Events: `joined` (detail: the join's `state` with the events `missed`, null when they are not known), `frame` (detail: an event message, each room offset once), `refused`
 * (detail: the Problem of a join that will not succeed by itself).
 */
export class RoomLink extends EventTarget {
  #socket;
  #room;
  #device;
  #place;
  #joined = false;
  #early = [];

  /** `place.since` is the last event that was told here, `{epoch, offset}`; who asks instead of listening shares it. */
  constructor({ socket, room, device, place = { since: null } }) {
    super();
    this.#socket = socket;
    this.#room = room;
    this.#device = device;
    this.#place = place;
    socket.addEventListener("open", () => this.join());
    socket.addEventListener("down", () => (this.#joined = false));
    socket.addEventListener("missed", () => this.#joined && void this.join());
    socket.addEventListener("frame", ({ detail }) => this.#received(detail));
  }

  /** True while events flow. */
  get isJoined() {
    return this.#joined;
  }

  /** Joins now; also the way to fetch the full state anew. */
  async join() {
    this.#joined = false;
    try {
      const fields = { room: this.#room, device: this.#device };
      if (this.#place.since) fields.since = this.#place.since;
      this.#enter(await this.#socket.request("join", fields));
    } catch (problem) {
      if (problem.passing) this.#socket.restart();
      else this.dispatchEvent(new CustomEvent("refused", { detail: problem }));
    }
  }

  // The state is the room as of `offset`; missed events are told too, because people want to read what happened
  // meanwhile.
  #enter({ state, epoch, offset, recovered, events = [] }) {
    this.#socket.settled();
    const seen = this.#place.since?.offset ?? 0;
    const missed = recovered ? events.filter((frame) => frame.offset > seen) : null;
    this.dispatchEvent(new CustomEvent("joined", { detail: { ...state, missed } }));
    this.#place.since = { epoch, offset };
    missed?.forEach((frame) => this.#deliver(frame));
    this.#joined = true;
    const early = this.#early;
    this.#early = [];
    early.forEach((frame) => this.#received(frame));
  }

  #received(frame) {
    if (frame.offset === undefined || frame.offset === null) return this.#deliver(frame);
    if (!this.#joined) return this.#early.push(frame);
    const { since } = this.#place;
    if (frame.epoch !== since.epoch || frame.offset > since.offset + 1) return void this.join();
    if (frame.offset <= since.offset) return;
    this.#place.since = { epoch: frame.epoch, offset: frame.offset };
    this.#deliver(frame);
  }

  #deliver(frame) {
    this.dispatchEvent(new CustomEvent("frame", { detail: frame }));
  }
}
