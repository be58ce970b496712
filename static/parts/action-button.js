// A button whose act talks to the server: it runs once at a time and shows below itself what the server refuses.
import { h } from "../lib/dom.js";
import { asProblem } from "../lib/problem.js";
import { problemBanner } from "./banner.js";

/** `kind` is the button's class: "", secondary, quiet or danger. */
export function actionButton({ label, act, testid, kind = "" }) {
  const trouble = h("div", {});
  const button = h(
    "button",
    {
      type: "button",
      class: `button ${kind}`.trim(),
      "data-testid": testid,
      onclick: () => runOnce(button, trouble, act),
    },
    label,
  );
  return h("div", { class: "form-actions" }, button, trouble);
}

/** Runs `act` once however often the button is pressed meanwhile; a refusal fills `trouble`. */
export async function runOnce(button, trouble, act) {
  if (button.getAttribute("aria-disabled") === "true") return;
  button.setAttribute("aria-disabled", "true");
  trouble.replaceChildren();
  try {
    await act();
  } catch (error) {
    trouble.replaceChildren(problemBanner(asProblem(error)));
  } finally {
    button.removeAttribute("aria-disabled");
  }
}
