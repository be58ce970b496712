// A line of a section: a question for everybody, or a draw. What it is called and how many there are to draw from is told
// by the server's look at the paper.
import { h, setText } from "../../../lib/dom.js";
import { MARKS_PER_POINT } from "../../../lib/format.js";
import { t, tn } from "../../../lib/i18n.js";
import { offerParts } from "../bank-filters.js";
import { countOf, marksOf } from "./model.js";

/**
 * `desk` has `exam`, `survey`, `names` (cards of questions by id) and `changed()`; `acts` has `move(by)`, `remove()` and
 * `chosen()`. The row has `element`, `focus()`, `choice` (its checkbox), `name` (in words), `draw()` to be up to date with
 * the item, `tell(preview)` for what the server says, and `fault(detail)`, null for none.
 */
export function itemRow(desk, item, acts) {
  const id = `item-${item.key}`;
  const told = h("p", { class: "fine", "data-testid": "item-told" });
  const trouble = h("p", { class: "field-error", id: `${id}-fault`, hidden: true });
  const choice = h("input", { type: "checkbox", id: `${id}-choice`, onchange: acts.chosen, "data-testid": "choose-item" });
  const points = numberInput(item.points / MARKS_PER_POINT, "item-points", (text) => (item.points = marksOf(text)));
  const content = item.question ? questionContent(desk, item) : drawContent(desk, item);
  const buttons = { up: tool("↑", "move-up", () => acts.move(-1)), down: tool("↓", "move-down", () => acts.move(1)) };
  const remove = tool("×", "remove-item", acts.remove);
  const element = h(
    "li",
    { class: `paper-item ${content.sort}`, id, "data-testid": `paper-${content.sort}` },
    h("label", { class: "paper-choice", for: choice.id }, choice),
    h("div", { class: "paper-what" }, content.element, told, trouble),
    h("label", { class: "paper-points" }, h("span", { class: "fine" }, t(`page.paper.points_${content.sort}`)), points),
    h("div", { class: "paper-tools" }, buttons.up, buttons.down, remove),
  );
  element.addEventListener("keydown", (event) => {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!event.altKey || !by || event.target.matches("select")) return;
    event.preventDefault();
    acts.move(by, event.target);
  });

  function numberInput(value, testid, take) {
    const attributes = { type: "number", inputmode: "decimal", min: 0, step: "any", value, "data-testid": testid };
    return h("input", {
      ...attributes,
      oninput: (event) => {
        take(event.target.value);
        desk.changed();
      },
    });
  }

  function tool(sign, testid, onclick) {
    return h("button", { type: "button", class: "button quiet", "data-testid": testid, onclick }, sign);
  }

  const row = {
    element,
    choice,
    buttons,
    name: "",
    focus: () => (content.first ?? points).focus(),
    draw() {
      row.name = content.name();
      const words = [
        [choice, "choose"],
        [points, "points_of"],
        [buttons.up, "move_up"],
        [buttons.down, "move_down"],
        [remove, "remove"],
      ];
      words.forEach(([part, key]) => part.setAttribute("aria-label", t(`page.paper.${key}`, { name: row.name })));
      if (document.activeElement !== points) points.value = String(item.points / MARKS_PER_POINT);
    },
    tell(preview) {
      const card = preview.question;
      if (card) desk.names.set(item.question, card);
      row.draw();
      setText(told, item.question ? questionTold(desk.names.get(item.question)) : drawTold(preview.draw));
    },
    fault(detail) {
      trouble.hidden = detail === null;
      setText(trouble, detail ?? "");
      element.classList.toggle("has-error", detail !== null);
    },
  };
  row.draw();
  if (desk.names.has(item.question)) setText(told, questionTold(desk.names.get(item.question)));
  return row;
}

function questionContent(desk, item) {
  const address = `/author?exam=${encodeURIComponent(desk.exam)}&question=${encodeURIComponent(item.question)}`;
  const link = h("a", { href: address, "data-testid": "item-name" });
  const name = () => {
    const words = desk.names.get(item.question)?.name ?? t("page.paper.question_unknown");
    setText(link, words);
    return words;
  };
  return { element: h("p", {}, link), sort: "question", first: link, name };
}

function questionTold(card) {
  if (!card) return "";
  const parts = [t(`page.kind.${card.kind}`), card.category, t("page.question.version", { version: card.version })];
  return parts.filter(Boolean).join(" · ");
}

function drawContent(desk, item) {
  const id = `item-${item.key}`;
  const count = h("input", {
    type: "number",
    id: `${id}-count`,
    inputmode: "numeric",
    min: 1,
    step: 1,
    value: item.count,
    "data-testid": "draw-count",
    oninput: () => {
      item.count = Math.max(0, Math.trunc(Number(count.value)) || 0);
      desk.changed();
    },
  });
  const chosen = () => {
    item.draw = { category: category.value, ...(tag.value !== "" && { tag: tag.value }) };
    desk.changed();
  };
  const whole = h("option", { value: "" }, tn("page.paper.whole_bank", desk.survey.questions));
  const category = h("select", { id: `${id}-category`, "data-testid": "draw-category", onchange: chosen }, whole);
  const any = h("option", { value: "" }, t("page.paper.any_tag"));
  const tag = h("select", { id: `${id}-tag`, "data-testid": "draw-tag", onchange: chosen }, any);
  offerParts(category, tag, desk.survey);
  show(category, item.draw?.category ?? null);
  show(tag, item.draw?.tag ?? "");
  const labelled = (input, key) =>
    h("div", {}, h("label", { for: input.id, class: "fine" }, t(`page.paper.${key}`)), input);
  return {
    element: h(
      "div",
      { class: "paper-from" },
      labelled(count, "draw_count"),
      labelled(category, "draw_category"),
      labelled(tag, "draw_tag"),
    ),
    sort: "draw",
    first: count,
    name: () => tn("page.paper.draw_name", countOf(item)),
  };
}

// What the bank does not list any more is still what this draws from; null is what was never told.
function show(select, value) {
  if (value === null) return void (select.selectedIndex = -1);
  if (![...select.options].some((option) => option.value === value)) select.append(h("option", { value }, value));
  select.value = value;
}

function drawTold({ pool, available }) {
  if (available === null || available === pool) return tn("page.paper.pool", pool);
  return tn("page.paper.pool_left", pool, { available });
}
