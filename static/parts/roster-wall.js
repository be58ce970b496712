// <eh-roster-wall>: a tile per student, only those in sight drawn, so that 200 cost no more than 20. A grid with a
// roving focus: arrows move, Space selects, Shift extends, A takes all that are shown, Escape nobody, Enter opens.
import { h } from "../lib/dom.js";
import { t } from "../lib/i18n.js";
import { rosterTile } from "./roster-tile.js";

const TILE_WIDTH = 232;
const TILE_HEIGHT = 248;
const GAP = 8;
const LINES_BEYOND = 2;

/**
 * `selected` holds account ids. Events: `select` when the selection changed, `open` (detail: an account), `release`
 * when nobody points at the wall or walks through it any more.
 */
class RosterWall extends HTMLElement {
  #rows = [];
  #tiles = new Map();
  #lines = new Map();
  #active = 0;
  #anchor = null;
  #columns = 1;
  #hovered = false;
  selected = new Set();

  connectedCallback() {
    if (this.space) return;
    this.space = h("div", { class: "wall-space", role: "presentation" });
    this.append(this.space);
    this.setAttribute("role", "grid");
    this.setAttribute("aria-multiselectable", "true");
    this.setAttribute("aria-label", t("proctor.wall"));
    this.addEventListener("scroll", () => this.#draw(), { passive: true });
    this.addEventListener("keydown", (event) => this.#key(event));
    this.addEventListener("click", (event) => this.#click(event));
    this.addEventListener("focusin", (event) => this.#enter(event));
    this.addEventListener("focusout", ({ relatedTarget }) => this.contains(relatedTarget) || this.#release());
    this.addEventListener("pointerenter", ({ pointerType }) => (this.#hovered = pointerType === "mouse"));
    this.addEventListener("pointerleave", () => {
      this.#hovered = false;
      this.#release();
    });
    new ResizeObserver(() => this.#draw()).observe(this);
  }

  /** Somebody points at a tile or walks through them: nothing may move away under the hand. */
  get isHeld() {
    return this.#hovered || this.querySelector(":focus-visible") !== null;
  }

  /** The rows to show, in order. */
  show(rows) {
    const before = this.#rows[this.#active]?.account;
    this.#rows = rows;
    const still = rows.findIndex(({ account }) => account === before);
    this.#active = still >= 0 ? still : Math.max(0, Math.min(this.#active, rows.length - 1));
    this.#draw();
  }

  /** Selects all that are shown, or nobody. */
  selectShown(how) {
    if (how === "all") this.#rows.forEach(({ account }) => this.selected.add(account));
    else this.selected.clear();
    this.#changed();
  }

  /** Gives the focus to a student's tile, if it is shown. */
  focusOn(account) {
    const index = this.#rows.findIndex((row) => row.account === account);
    if (index >= 0) this.#walkTo(index);
  }

  #draw() {
    this.#columns = Math.max(1, Math.floor((this.clientWidth + GAP) / (TILE_WIDTH + GAP)));
    const lines = Math.ceil(this.#rows.length / this.#columns);
    this.setAttribute("aria-rowcount", lines);
    this.setAttribute("aria-colcount", this.#columns);
    this.space.style.setProperty("--columns", this.#columns);
    this.space.style.height = `${Math.max(0, lines * (TILE_HEIGHT + GAP) - GAP)}px`;
    const focused = this.contains(document.activeElement) && document.activeElement.dataset.account;
    this.#placeLines(this.#linesToDraw(lines));
    this.#dropTilesOutside();
    this.#markActive();
    if (focused && !this.contains(document.activeElement)) this.#tileAt(this.#active)?.focus({ preventScroll: true });
  }

  // What is in sight and a little beyond, and the line of the active tile, since the focus may be there.
  #linesToDraw(lines) {
    const first = Math.floor(this.scrollTop / (TILE_HEIGHT + GAP)) - LINES_BEYOND;
    const last = Math.ceil((this.scrollTop + this.clientHeight) / (TILE_HEIGHT + GAP)) + LINES_BEYOND;
    const active = Math.floor(this.#active / this.#columns);
    const wanted = [];
    for (let line = 0; line < lines; line += 1)
      if ((line >= first && line < last) || line === active) wanted.push(line);
    return wanted;
  }

  #placeLines(wanted) {
    for (const [line, element] of this.#lines)
      if (!wanted.includes(line)) {
        element.remove();
        this.#lines.delete(line);
      }
    wanted.forEach((line, place) => {
      const element = this.#lines.get(line) ?? this.#newLine(line);
      if (this.space.children[place] !== element) this.space.insertBefore(element, this.space.children[place] ?? null);
      this.#fillLine(element, line * this.#columns);
    });
  }

  #newLine(line) {
    const element = h("div", { class: "wall-line", role: "row", "aria-rowindex": line + 1 });
    element.style.transform = `translateY(${line * (TILE_HEIGHT + GAP)}px)`;
    this.#lines.set(line, element);
    return element;
  }

  #fillLine(element, from) {
    const tiles = this.#rows.slice(from, from + this.#columns).map((row, column) => this.#tileOf(row, column));
    const isSame = element.childElementCount === tiles.length && tiles.every((one, at) => element.children[at] === one);
    if (!isSame) element.replaceChildren(...tiles);
  }

  #tileOf(row, column) {
    let tile = this.#tiles.get(row.account);
    if (!tile) {
      tile = rosterTile(row.account);
      this.#tiles.set(row.account, tile);
    }
    tile.show(row, { selected: this.selected.has(row.account), column });
    return tile.element;
  }

  #dropTilesOutside() {
    for (const [account, { element }] of this.#tiles) {
      if (element.isConnected && this.contains(element)) continue;
      this.#tiles.delete(account);
    }
  }

  #markActive() {
    const active = this.#tileAt(this.#active);
    for (const { element } of this.#tiles.values()) element.tabIndex = element === active ? 0 : -1;
  }

  #tileAt(index) {
    return this.#tiles.get(this.#rows[index]?.account)?.element;
  }

  #indexOf(target) {
    const account = target.closest("[role=gridcell]")?.dataset.account;
    return this.#rows.findIndex((row) => row.account === account);
  }

  #click(event) {
    const index = this.#indexOf(event.target);
    if (index < 0) return;
    this.#active = index;
    if (event.target.closest(".tile-open")) this.#open(index);
    else if (event.shiftKey) this.#selectRange();
    else this.#toggle(index);
  }

  #key(event) {
    if (event.target.closest(".tile-open")) return;
    const page = this.#columns * Math.max(1, Math.floor(this.clientHeight / (TILE_HEIGHT + GAP)));
    const steps = {
      ArrowRight: 1,
      ArrowLeft: -1,
      ArrowDown: this.#columns,
      ArrowUp: -this.#columns,
      PageDown: page,
      PageUp: -page,
      Home: -this.#active,
      End: this.#rows.length - 1 - this.#active,
    };
    if (event.key in steps) this.#move(steps[event.key], event.shiftKey);
    else if (event.key === " ") this.#toggle(this.#active);
    else if (event.key === "Enter") this.#open(this.#active);
    else if (event.key.toLowerCase() === "a" && !event.altKey) this.selectShown("all");
    else if (event.key === "Escape") this.selectShown("none");
    else return;
    event.preventDefault();
  }

  #move(by, extend) {
    const to = this.#active + by;
    const isPage = Math.abs(by) > this.#columns;
    if (!isPage && (to < 0 || to >= this.#rows.length)) return;
    this.#walkTo(Math.max(0, Math.min(to, this.#rows.length - 1)));
    if (extend) this.#selectRange();
    else this.#anchor = this.#rows[this.#active].account;
  }

  #walkTo(index) {
    this.#active = index;
    const top = Math.floor(index / this.#columns) * (TILE_HEIGHT + GAP);
    if (top < this.scrollTop) this.scrollTop = top;
    else if (top + TILE_HEIGHT > this.scrollTop + this.clientHeight)
      this.scrollTop = top + TILE_HEIGHT - this.clientHeight;
    this.#draw();
    this.#tileAt(index)?.focus({ preventScroll: true });
  }

  #enter(event) {
    const index = this.#indexOf(event.target);
    if (index < 0 || index === this.#active) return;
    this.#active = index;
    this.#markActive();
  }

  // The focus has moved on once the event is over.
  #release() {
    queueMicrotask(() => this.isHeld || this.dispatchEvent(new CustomEvent("release")));
  }

  #open(index) {
    const account = this.#rows[index]?.account;
    if (account) this.dispatchEvent(new CustomEvent("open", { detail: account }));
  }

  #toggle(index) {
    const row = this.#rows[index];
    if (!row) return;
    this.#anchor = row.account;
    if (!this.selected.delete(row.account)) this.selected.add(row.account);
    this.#changed();
  }

  #selectRange() {
    const anchor = this.#rows.findIndex(({ account }) => account === this.#anchor);
    const [from, to] = [anchor < 0 ? this.#active : anchor, this.#active].sort((one, other) => one - other);
    this.#rows.slice(from, to + 1).forEach(({ account }) => this.selected.add(account));
    this.#changed();
  }

  #changed() {
    this.#draw();
    this.dispatchEvent(new CustomEvent("select"));
  }
}

customElements.define("eh-roster-wall", RosterWall);
