// Picking questions from the bank, many at once. What the paper asks already is shown and cannot be picked again.
import { api } from "../../../lib/api.js";
import { fillWith, h, setText } from "../../../lib/dom.js";
import { t, tn } from "../../../lib/i18n.js";
import { markup } from "../../../lib/markup.js";
import { emptyState } from "../../../parts/empty.js";
import { pager } from "../../../parts/pager.js";
import { tag } from "../../../parts/tag.js";
import { askedBy, filterFields } from "../bank-filters.js";
import { pointsText } from "./totals-text.js";

// The most that the server lists at once, so that a whole category is seldom more than one page.
const LISTED = 200;
const EXCERPT_CHARS = 120;

/** A picker behind a button: `button` opens and closes it in `place`; `take(cards)` is told what was picked. */
export function foldedPicker(desk, take) {
  const place = h("div", {});
  const attributes = { type: "button", class: "button secondary", "data-testid": "add-questions", "aria-expanded": "false" };
  const button = h("button", attributes, t("page.paper.add_questions"));
  const close = () => {
    button.setAttribute("aria-expanded", "false");
    fillWith(place);
    button.focus();
  };
  button.addEventListener("click", () => {
    if (button.getAttribute("aria-expanded") === "true") return close();
    button.setAttribute("aria-expanded", "true");
    const box = picker({ desk, take, close });
    fillWith(place, box.element);
    box.focus();
    return box.start();
  });
  return { button, place };
}

// The box has `element`, `focus()` and `start()`, which lists the bank.
function picker({ desk, take, close }) {
  const picked = new Map();
  const filters = filterFields(desk.survey);
  // It scrolls by itself, also when nothing in it can take the focus.
  const name = { role: "group", tabindex: "0", "aria-label": t("page.paper.pick_title") };
  const rows = h("div", { class: "choices", "data-testid": "pick-list", ...name });
  const list = pager({
    load: (cursor) => api.get(`${desk.path}/questions`, { ...askedBy(filters), cursor, limit: LISTED }),
    row,
    empty: () => emptyState(t("page.bank.empty")),
    container: rows,
  });
  const button = (kind, testid, onclick, words = "") =>
    h("button", { type: "button", class: `button ${kind}`, "data-testid": testid, onclick }, words);
  const add = button("", "pick-add", () => {
    if (picked.size === 0) return;
    const cards = [...picked.values()];
    picked.clear();
    take(cards);
    boxes().forEach((box) => settle(box));
    count();
  });
  const every = button("secondary", "pick-all", pickAll, t("page.paper.pick_all"));
  const shut = button("quiet", "pick-close", close, t("page.paper.pick_close"));
  const search = h(
    "form",
    { role: "search", class: "bank-search", "data-testid": "pick-search" },
    Object.values(filters),
    h("button", { type: "submit", class: "button secondary", "data-testid": "pick-search-submit" }, t("page.bank.search")),
  );
  search.addEventListener("submit", (event) => {
    event.preventDefault();
    void start();
  });
  const heading = h("h3", { tabindex: "-1" }, t("page.paper.pick_title"));
  const element = h(
    "div",
    { class: "paper-picker", "data-testid": "picker" },
    heading,
    search,
    h("div", { class: "form-actions" }, every, add, shut),
    list,
  );

  const boxes = () => [...rows.querySelectorAll("input")];

  function start() {
    picked.clear();
    count();
    return list.start();
  }

  function row(card) {
    const box = h("input", { type: "checkbox", value: card.id, "data-testid": "pick" });
    const there = h("span", {});
    box.addEventListener("change", () => {
      if (box.checked) picked.set(card.id, card);
      else picked.delete(card.id);
      count();
    });
    box.card = card;
    box.there = there;
    settle(box);
    const facts = [t(`page.kind.${card.kind}`), card.category, card.tags.join(", "), pointsText(card.points)].filter(Boolean);
    return h(
      "label",
      { class: "choice" },
      box,
      h("span", {}, h("strong", {}, card.name), " ", there, excerpt(card), h("p", { class: "fine" }, facts.join(" · "))),
    );
  }

  function settle(box) {
    const asked = desk.paper.asked.has(box.card.id);
    box.disabled = asked;
    box.checked = picked.has(box.card.id);
    fillWith(box.there, asked && tag("neutral", t("page.paper.picked_before")));
  }

  function pickAll() {
    const free = boxes().filter((box) => !box.disabled);
    free.forEach((box) => {
      box.checked = true;
      picked.set(box.card.id, box.card);
    });
    count();
  }

  function count() {
    setText(add, tn("page.paper.pick_add", picked.size));
    add.setAttribute("aria-disabled", String(picked.size === 0));
  }

  count();
  return { element, focus: () => heading.focus(), start };
}

// Questions that were imported without a title are called by the beginning of what they ask.
function excerpt({ name, text }) {
  const words = markup(text).textContent.trim().replace(/\s+/g, " ");
  if (words === "" || words.startsWith(name.replace(/…$/, ""))) return null;
  const cut = words.length > EXCERPT_CHARS ? `${words.slice(0, EXCERPT_CHARS)}…` : words;
  return h("p", {}, cut);
}
