// <eh-pager>: a list that grows by pages. The server's cursor says whether there is more.
import { fillWith, h } from "../lib/dom.js";
import { t, tn } from "../lib/i18n.js";
import { asProblem } from "../lib/problem.js";
import { problemBanner } from "./banner.js";

/**
 * `load(cursor)` answers `{items, next_cursor}`, `row(item)` an element, `empty()` what to show for nothing.
 * `container` takes the rows.
 */
export function pager({ load, row, empty, container = h("ul", { class: "plain-list" }), host = container }) {
  const element = document.createElement("eh-pager");
  element.build({ load, row, empty, container, host });
  return element;
}

class Pager extends HTMLElement {
  build(parts) {
    Object.assign(this, parts);
    this.round = 0;
    this.status = h("p", { role: "status", class: "fine" });
    this.foot = h("div", { class: "pager-foot" });
    this.append(this.status, this.host, this.foot);
  }

  /** Loads the first page anew, for example after a changed search. A slower earlier answer is dropped. */
  async start() {
    this.round += 1;
    this.count = 0;
    this.status.textContent = t("page.loading");
    fillWith(this.foot);
    await this.page(null);
  }

  async page(cursor) {
    const round = this.round;
    try {
      const list = await this.load(cursor);
      if (round === this.round) this.show(list, cursor === null);
    } catch (error) {
      if (round !== this.round) return;
      this.status.textContent = "";
      fillWith(this.foot, problemBanner(asProblem(error), { retry: () => this.page(cursor) }));
    }
  }

  show({ items, next_cursor: next }, first) {
    if (first) fillWith(this.container);
    this.container.append(...items.map(this.row));
    this.count += items.length;
    this.host.hidden = this.count === 0;
    this.status.textContent = this.count === 0 ? "" : tn("part.pager.shown", this.count);
    const more =
      next &&
      h(
        "button",
        { type: "button", class: "button secondary", "data-testid": "more", onclick: () => this.page(next) },
        t("part.pager.more"),
      );
    fillWith(this.foot, this.count === 0 && this.empty(), more);
  }
}

customElements.define("eh-pager", Pager);
