// What is done with several lines of a section at once.
import { fillWith, h, setText } from "../../../lib/dom.js";
import { t, tn } from "../../../lib/i18n.js";
import { marksOf } from "./model.js";
import { sectionName } from "./section-name.js";

/** `chosen()` answers the items whose boxes are ticked; the tools have `element` and `draw()` to be up to date. */
export function chosenTools(desk, section, chosen) {
  const { paper } = desk;
  const all = h("input", { type: "checkbox", "data-testid": "choose-all" });
  const count = h("span", { role: "status", class: "fine" });
  const points = h("input", {
    type: "number",
    inputmode: "decimal",
    min: 0,
    step: "any",
    value: 1,
    "data-testid": "chosen-points",
    "aria-label": t("page.paper.chosen_points"),
  });
  const target = h("select", { "data-testid": "chosen-target", "aria-label": t("page.paper.chosen_target") });
  const button = (key, act) => {
    const onclick = () => chosen().length > 0 && act(chosen());
    return h("button", { type: "button", class: "button secondary", "data-testid": key, onclick }, t(`page.paper.${key}`));
  };
  const set = button("set_points", (items) => {
    items.forEach((item) => (item.points = marksOf(points.value)));
    desk.changed();
  });
  const bring = button("bring", (items) => {
    paper.bring(section, items, paper.sections[Number(target.value)]);
    desk.changed();
  });
  const remove = button("remove_chosen", (items) => {
    paper.removeItems(section, items, tn("page.paper.several", items.length));
    desk.changed();
    desk.focusUndo();
  });
  const buttons = [set, bring, remove];
  const boxes = () => [...element.parentElement.querySelectorAll("[data-testid=choose-item]")];
  const element = h(
    "div",
    { class: "paper-chosen", role: "group", "aria-label": t("page.paper.chosen") },
    h("label", { class: "paper-choice" }, all, h("span", {}, t("page.paper.choose_all"))),
    count,
    h("div", { class: "paper-act" }, points, set),
    h("div", { class: "paper-act" }, target, bring),
    remove,
  );
  all.addEventListener("change", () => {
    boxes().forEach((box) => (box.checked = all.checked));
    draw();
  });

  function draw() {
    const number = chosen().length;
    element.hidden = section.items.length === 0;
    all.checked = number > 0 && number === section.items.length;
    all.indeterminate = number > 0 && number < section.items.length;
    setText(count, tn("page.paper.chosen_count", number));
    buttons.forEach((one) => one.setAttribute("aria-disabled", String(number === 0)));
    const kept = target.value;
    const names = paper.sections.map((one, place) => sectionName(one, place + 1));
    if (names.join("\n") === target.dataset.names) return;
    target.dataset.names = names.join("\n");
    fillWith(
      target,
      names.map((name, place) => h("option", { value: place }, name)),
    );
    target.value = Number(kept) < names.length ? kept || "0" : "0";
  }
  return { element, draw };
}
