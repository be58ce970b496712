// Filling the screen with the exam: offered where the browser can, never demanded.
import { h, setText } from "../../lib/dom.js";
import { t } from "../../lib/i18n.js";

export function canFillScreen() {
  return document.fullscreenEnabled === true;
}

/** A button that fills the screen and gives it back; null where the browser cannot. */
export function fullscreenButton() {
  if (!canFillScreen()) return null;
  const button = h("button", {
    type: "button",
    class: "button quiet",
    "data-testid": "fullscreen",
    onclick: () => void toggle(),
  });
  const draw = () => setText(button, t(document.fullscreenElement ? "room.fullscreen.leave" : "room.fullscreen.fill"));
  document.addEventListener("fullscreenchange", draw);
  draw();
  return button;
}

/** Gives the screen back when the paper is closed. */
export function leaveFullscreen() {
  if (document.fullscreenElement) void document.exitFullscreen();
}

// A browser may refuse; the page then stays as it is, and so does the button.
function toggle() {
  const change = document.fullscreenElement
    ? document.exitFullscreen()
    : document.documentElement.requestFullscreen({ navigationUI: "hide" });
  return change.catch(() => null);
}
