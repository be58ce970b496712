// Keeps a session's room on the device while there is something to come back to, and lets it go when there is not. It
// runs after the page has changed and decides by what is so then, so that a late write cannot bring back what went.
import { forgetRoom, keepPaper, keepRoom } from "./kept-rooms.js";

const KEPT = new Set(["lobby", "late", "opening", "writing"]);
// On the other device, or after the end, this one has nothing to show again.
const GONE = new Set(["closed", "signed-out", "taken-over", "other-device", "staff", "unenrolled"]);

export class RoomKeeper {
  #session;
  #account;
  #waiting = false;
  #done = Promise.resolve();
  #hasPaper = false;

  constructor(session, account) {
    this.#session = session;
    this.#account = account;
    for (const event of ["change", "answer"]) session.addEventListener(event, () => this.#notice());
  }

  #notice() {
    if (this.#waiting || !this.#session.room) return;
    this.#waiting = true;
    this.#done = this.#done.then(() => this.#settle()).catch((error) => console.info("Nothing is kept.", error));
  }

  async #settle() {
    this.#waiting = false;
    const { stage, room } = this.#session;
    if (GONE.has(stage)) {
      this.#hasPaper = false;
      this.#session.pictures?.letGo();
      return forgetRoom(room.id);
    }
    if (!KEPT.has(stage)) return undefined;
    const whose = { sitting: room.id, account: this.#account };
    await this.#keepPaper(whose);
    await keepRoom({ ...whose, code: room.code, ...this.#session.snapshot() });
    return this.#session.pictures?.keep(this.#account);
  }

  async #keepPaper(whose) {
    const sealed = this.#session.sealedPaper;
    if (this.#hasPaper || !sealed) return;
    await keepPaper({ ...whose, sealed });
    this.#hasPaper = true;
  }
}
