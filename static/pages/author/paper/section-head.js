// What stands above the lines of a section: what it is called, where it stands, what it comes to, and its order.
import { h, setText } from "../../../lib/dom.js";
import { t } from "../../../lib/i18n.js";
import { field } from "../../../parts/field.js";
import { totalsOf } from "./model.js";
import { sectionName } from "./section-name.js";
import { totalsText } from "./totals-text.js";

/**
 * The head has `elements`, `heading`, `title` (a field), and `draw(number, last)` to be up to date with the section, which
 * answers what it is called.
 */
export function sectionHead(desk, section) {
  const { paper } = desk;
  const heading = h("h2", { tabindex: "-1" });
  const totals = h("p", { class: "fine", role: "status", "data-testid": "section-totals" });
  const title = field({ name: "title", label: t("page.paper.section_title"), value: section.title });
  title.input.addEventListener("input", () => {
    section.title = title.input.value;
    desk.changed();
  });
  const move = (by, button) => {
    if (!paper.move(paper.sections, section, by)) return;
    desk.changed();
    button.focus();
  };
  const tool = (sign, testid, onclick) =>
    h("button", { type: "button", class: "button quiet", "data-testid": testid, onclick }, sign);
  const up = tool("↑", "section-up", () => move(-1, up));
  const down = tool("↓", "section-down", () => move(1, down));
  const remove = tool("×", "remove-section", () => {
    paper.removeSection(section, heading.textContent);
    desk.changed();
    desk.focusUndo();
  });

  function draw(number, last) {
    const name = sectionName(section, number);
    setText(heading, name);
    setText(totals, totalsText(totalsOf(section.items)));
    up.setAttribute("aria-disabled", String(number === 1));
    down.setAttribute("aria-disabled", String(number === last));
    up.setAttribute("aria-label", t("page.paper.move_up", { name }));
    down.setAttribute("aria-label", t("page.paper.move_down", { name }));
    remove.setAttribute("aria-label", t("page.paper.remove", { name }));
    return name;
  }

  const tools = h("div", { class: "paper-tools" }, up, down, remove);
  const fields = h("div", { class: "columns" }, title, orderField(desk, section));
  return { elements: [h("div", { class: "paper-head" }, heading, tools), totals, fields], heading, title, draw };
}

function orderField(desk, section) {
  const order = field({
    name: "shuffle",
    label: t("page.paper.order"),
    type: "select",
    options: ["fixed", "shuffled"].map((one) => [one, t(`page.paper.order_${one}`)]),
    value: section.shuffle,
  });
  order.input.addEventListener("change", () => {
    section.shuffle = order.input.value;
    desk.changed();
  });
  return order;
}
