// A section of the paper: its head, its lines, what can be done with those that are chosen, and how more come in.
import { h } from "../../../lib/dom.js";
import { t } from "../../../lib/i18n.js";
import { emptyState } from "../../../parts/empty.js";
import { chosenTools } from "./chosen-tools.js";
import { itemRow } from "./item-row.js";
import { foldedPicker } from "./picker.js";
import { sectionHead } from "./section-head.js";
import { setChildren } from "./set-children.js";

/**
 * `desk` is the page's: `paper` and `focusUndo()`, beside what rows need. The card has `element`, `heading`, `title` (its
 * field), `rows()`, `draw(number, last)` to be up to date with the section, and `tell(preview)` for what the server says.
 */
export function sectionCard(desk, section) {
  const { paper } = desk;
  const rows = new Map();
  const head = sectionHead(desk, section);
  const list = h("ol", { class: "paper-items", "data-testid": "items" });
  const empty = emptyState(t("page.paper.section_empty"));
  const chosen = chosenTools(desk, section, () => section.items.filter((item) => rows.get(item.key).choice.checked));
  const picker = foldedPicker(desk, (cards) => {
    cards.forEach((card) => desk.names.set(card.id, card));
    paper.addQuestions(section, cards);
    desk.changed();
  });
  const draws = () => {
    const item = paper.addDraw(section);
    desk.changed();
    rows.get(item.key).focus();
  };
  const addDraw = { type: "button", class: "button secondary", "data-testid": "add-draw", onclick: draws };
  const element = h(
    "section",
    { class: "card paper-section", "data-testid": "paper-section" },
    head.elements,
    empty,
    chosen.element,
    list,
    h("div", { class: "form-actions" }, picker.button, h("button", addDraw, t("page.paper.add_draw"))),
    picker.place,
  );

  function rowOf(item) {
    if (rows.has(item.key)) return rows.get(item.key);
    const acts = {
      move: (by, focused) => {
        if (!paper.move(section.items, item, by)) return;
        desk.changed();
        (focused ?? row.buttons[by < 0 ? "up" : "down"]).focus();
      },
      remove: () => {
        paper.removeItems(section, [item], row.name);
        desk.changed();
        desk.focusUndo();
      },
      chosen: () => chosen.draw(),
    };
    const row = itemRow(desk, item, acts);
    rows.set(item.key, row);
    return row;
  }

  function draw(number, last) {
    list.setAttribute("aria-label", t("page.paper.questions_of", { name: head.draw(number, last) }));
    const here = section.items.map(rowOf);
    const kept = new Set(section.items.map(({ key }) => key));
    [...rows.keys()].filter((key) => !kept.has(key)).forEach((key) => rows.delete(key));
    setChildren(
      list,
      here.map((row) => row.element),
    );
    here.forEach((row, place) => {
      row.draw();
      row.buttons.up.setAttribute("aria-disabled", String(place === 0));
      row.buttons.down.setAttribute("aria-disabled", String(place === here.length - 1));
    });
    empty.hidden = here.length > 0;
    list.hidden = here.length === 0;
    chosen.draw();
  }

  return {
    element,
    heading: head.heading,
    title: head.title,
    draw,
    rows: () => section.items.map(rowOf),
    tell: ({ items }) => items.forEach((one, place) => rowOf(section.items[place]).tell(one)),
  };
}
