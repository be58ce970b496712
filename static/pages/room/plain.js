// Stages that are a few words and at most one way on.
import { h } from "../../lib/dom.js";
import { actionButton } from "../../parts/action-button.js";

/** A title, a sentence and whatever follows. */
export function wordsStage(title, detail, ...more) {
  return { element: h("div", { role: "status" }, h("h1", {}, title), h("p", {}, detail), more) };
}

/** The same with one button; what it throws is shown below it. */
export function actionStage({ title, detail, label, act, testid, content = null }) {
  const action = actionButton({ label, act, testid });
  return {
    element: h("div", {}, h("h1", {}, title), h("p", {}, detail), content, action),
    entered: () => action.querySelector("button").focus(),
  };
}
