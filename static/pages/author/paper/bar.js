// What stays in sight while a paper is edited: what it comes to, whether it is published, what was removed last, and the
// two things to do with it.
import { fillWith, h, setText } from "../../../lib/dom.js";
import { t } from "../../../lib/i18n.js";
import { runOnce } from "../../../parts/action-button.js";
import { tag } from "../../../parts/tag.js";
import { totalsText } from "./totals-text.js";

const KINDS = { published: "good", kept: "warning", unkept: "bad", none: "neutral" };

/** `preview`, `publish` and `undo` are what its buttons do. It has `element`, `draw(paper)` and `focusUndo()`. */
export function paperBar({ preview, publish, undo }) {
  const sums = h("strong", { role: "status", "data-testid": "paper-totals" });
  const state = h("span", { "data-testid": "paper-state" });
  const removed = h("span", { role: "status", "data-testid": "removed" });
  const back = h(
    "button",
    { type: "button", class: "button secondary", "data-testid": "undo", onclick: undo },
    t("page.paper.undo"),
  );
  const trouble = h("div", {});
  const button = (kind, testid, act) => {
    const attributes = { type: "button", class: `button ${kind}`, "data-testid": testid };
    const pressed = h("button", attributes);
    pressed.addEventListener("click", () => runOnce(pressed, trouble, act));
    return pressed;
  };
  const look = button("secondary", "preview-paper", preview);
  const publishing = button("", "publish-paper", publish);
  setText(look, t("page.paper.preview"));
  const undone = h("div", { class: "paper-undo", hidden: true }, removed, back);
  const element = h(
    "div",
    { class: "paper-bar", role: "region", "aria-label": t("page.paper.bar") },
    trouble,
    undone,
    h("div", { class: "paper-sums" }, sums, state),
    h("div", { class: "form-actions" }, look, publishing),
  );

  function draw({ totals, state: now, version, removed: words }) {
    setText(sums, totalsText(totals));
    const shown = now === "published" && version === 0 ? "none" : now;
    const text = t(`page.paper.state_${shown}`, { version });
    if (!state.textContent.includes(text)) fillWith(state, tag(KINDS[shown], text));
    undone.hidden = words === null;
    setText(removed, words === null ? "" : t("page.paper.removed", { name: words }));
    setText(publishing, t("page.paper.publish", { version: version + 1 }));
  }

  return { element, draw, focusUndo: () => back.focus() };
}
