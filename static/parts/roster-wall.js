// <eh-roster-wall>: a tile per student, only those in sight drawn, so that 200 scroll as smoothly as 20. A list box:
// the focus stays on the wall, arrows move, Space selects, Shift extends, Ctrl+A takes all.
import { h } from "../lib/dom.js";
import { t } from "../lib/i18n.js";
import { rosterTile } from "./roster-tile.js";

const TILE_WIDTH = 232;
const TILE_HEIGHT = 136;
const GAP = 8;
const ROWS_BEYOND = 2;

/** Event `select` when the selection changed; `selected` holds account ids. */
class RosterWall extends HTMLElement {
  #rows = [];
  #tiles = new Map();
  #active = 0;
  #anchor = 0;
  #columns = 1;
  selected = new Set();

  connectedCallback() {
    if (this.space) return;
    this.space = h("div", { class: "wall-space", role: "presentation" });
    this.append(this.space);
    this.tabIndex = 0;
    this.setAttribute("role", "listbox");
    this.setAttribute("aria-multiselectable", "true");
    this.setAttribute("aria-label", t("proctor.wall"));
    this.addEventListener("scroll", () => this.#draw(), { passive: true });
    this.addEventListener("keydown", (event) => this.#key(event));
    this.addEventListener("click", (event) => this.#click(event));
    new ResizeObserver(() => this.#draw()).observe(this);
  }

  /** The rows to show, in order. */
  show(rows) {
    const before = this.#rows[this.#active]?.account;
    this.#rows = rows;
    const still = rows.findIndex(({ account }) => account === before);
    this.#active = Math.max(0, still);
    this.#draw();
  }

  /** Selects all that are shown, or nothing. */
  selectShown(how) {
    this.selected = new Set(how === "all" ? this.#rows.map(({ account }) => account) : []);
    this.#changed();
  }

  #draw() {
    this.#columns = Math.max(1, Math.floor((this.clientWidth + GAP) / (TILE_WIDTH + GAP)));
    const lines = Math.ceil(this.#rows.length / this.#columns);
    this.space.style.height = `${lines * (TILE_HEIGHT + GAP)}px`;
    const first = Math.max(0, Math.floor(this.scrollTop / (TILE_HEIGHT + GAP)) - ROWS_BEYOND);
    const last = Math.ceil((this.scrollTop + this.clientHeight) / (TILE_HEIGHT + GAP)) + ROWS_BEYOND;
    const from = first * this.#columns;
    const seen = this.#rows.slice(from, last * this.#columns);
    const wanted = new Set(seen.map(({ account }) => account));
    for (const [account, tile] of this.#tiles) if (!wanted.has(account)) this.#drop(account, tile);
    seen.forEach((row, index) => this.#place(row, from + index));
    this.#markActive();
  }

  #drop(account, tile) {
    tile.element.remove();
    this.#tiles.delete(account);
  }

  #place(row, index) {
    let tile = this.#tiles.get(row.account);
    if (!tile) {
      tile = rosterTile(row.account);
      this.#tiles.set(row.account, tile);
      this.space.append(tile.element);
    }
    tile.show(row, { selected: this.selected.has(row.account), index, count: this.#rows.length });
    const width = (this.clientWidth - GAP * (this.#columns - 1)) / this.#columns;
    const left = (index % this.#columns) * (width + GAP);
    const top = Math.floor(index / this.#columns) * (TILE_HEIGHT + GAP);
    Object.assign(tile.element.style, {
      width: `${width}px`,
      height: `${TILE_HEIGHT}px`,
      transform: `translate(${left}px, ${top}px)`,
    });
  }

  #markActive() {
    const account = this.#rows[this.#active]?.account;
    for (const [id, tile] of this.#tiles) tile.element.classList.toggle("active", id === account);
    const element = this.#tiles.get(account)?.element;
    if (element) this.setAttribute("aria-activedescendant", element.id);
    else this.removeAttribute("aria-activedescendant");
  }

  #click(event) {
    const account = event.target.closest("[role=option]")?.dataset.account;
    const index = this.#rows.findIndex((row) => row.account === account);
    if (index < 0) return;
    this.#active = index;
    if (event.shiftKey) this.#selectRange();
    else this.#toggle(index);
  }

  #key(event) {
    const steps = {
      ArrowRight: 1,
      ArrowLeft: -1,
      ArrowDown: this.#columns,
      ArrowUp: -this.#columns,
      Home: -this.#active,
      End: this.#rows.length - 1 - this.#active,
    };
    if (event.key in steps) this.#move(steps[event.key], event.shiftKey);
    else if (event.key === " ") this.#toggle(this.#active);
    else if (event.key === "a" && (event.ctrlKey || event.metaKey)) this.selectShown("all");
    else if (event.key === "Escape") this.selectShown("none");
    else return;
    event.preventDefault();
  }

  #move(by, extend) {
    const to = this.#active + by;
    if (to < 0 || to >= this.#rows.length) return;
    this.#active = to;
    this.#reveal();
    if (extend) this.#selectRange();
    else this.#draw();
  }

  #reveal() {
    const top = Math.floor(this.#active / this.#columns) * (TILE_HEIGHT + GAP);
    if (top < this.scrollTop) this.scrollTop = top;
    else if (top + TILE_HEIGHT > this.scrollTop + this.clientHeight)
      this.scrollTop = top + TILE_HEIGHT - this.clientHeight;
  }

  #toggle(index) {
    const row = this.#rows[index];
    if (!row) return;
    this.#anchor = index;
    if (!this.selected.delete(row.account)) this.selected.add(row.account);
    this.#changed();
  }

  #selectRange() {
    const [from, to] = [Math.min(this.#anchor, this.#active), Math.max(this.#anchor, this.#active)];
    this.#rows.slice(from, to + 1).forEach(({ account }) => this.selected.add(account));
    this.#changed();
  }

  #changed() {
    this.#draw();
    this.dispatchEvent(new CustomEvent("select"));
  }
}

customElements.define("eh-roster-wall", RosterWall);
