// What keeps a paper from being published: said beside what is meant, and in a list that leads there.
import { fillWith, h } from "../../../lib/dom.js";
import { t, tn } from "../../../lib/i18n.js";
import { banner } from "../../../parts/banner.js";

const LISTED_MAX = 20;
const PLACE = /^\/sections\/(\d+)(?:\/items\/(\d+)|(\/title))?/;

/** `cards()` answers the cards of the sections in their order. The box has `element` and `show(faults)`. */
export function faultsBox(cards) {
  const element = h("div", { class: "paper-faults", tabindex: "-1", "data-testid": "paper-faults" });
  let drawn = "";

  function show(faults) {
    const said = new Map();
    const entries = faults.map((fault) => {
      const target = targetOf(fault.pointer, cards());
      if (target) said.set(target.one, [...(said.get(target.one) ?? []), fault.detail]);
      return { ...fault, target };
    });
    for (const card of cards()) {
      card.title.error = said.get(card.title)?.join(" ") ?? null;
      card.rows().forEach((row) => row.fault(said.get(row)?.join(" ") ?? null));
    }
    const key = JSON.stringify(entries.map(({ detail, target }) => [detail, target?.words]));
    if (key === drawn) return;
    drawn = key;
    fillWith(element, entries.length > 0 && listed(entries));
  }

  return { element, show };
}

function targetOf(pointer, cards) {
  const [, section, item, title] = PLACE.exec(pointer) ?? [];
  const card = cards[section];
  if (card && item) {
    const row = card.rows()[item];
    return row && { one: row, words: row.name, id: row.element.id, focus: row.focus };
  }
  if (!card || !title) return null;
  const { input } = card.title;
  return { one: card.title, words: card.title.label, id: input.id, focus: () => input.focus() };
}

function listed(entries) {
  const line = ({ detail, target }) => {
    if (!target) return h("li", {}, detail);
    const words = t("page.form.fault", { field: target.words, text: detail });
    const link = h("a", { href: `#${target.id}`, "data-testid": "fault-link" }, words);
    link.addEventListener("click", (event) => {
      event.preventDefault();
      target.focus();
    });
    return h("li", {}, link);
  };
  const more = entries.length - LISTED_MAX;
  return banner(
    "warning",
    tn("page.paper.faults", entries.length),
    h("ul", {}, entries.slice(0, LISTED_MAX).map(line), more > 0 && h("li", {}, tn("page.paper.faults_more", more))),
  );
}
