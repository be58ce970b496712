// Keys of the marking desk. Single digits follow the switch of the exam room's keys, since speech input and shaky hands
// press them by accident.
import { readPreference } from "../../lib/preferences.js";

/** `desk` has a `form` while an answer is shown, and `save()`. */
export function listenToKeys(desk) {
  document.addEventListener("keydown", (event) => {
    if (!desk.form || document.querySelector("dialog[open]") || event.isComposing) return;
    if (act(desk, event)) event.preventDefault();
  });
}

function act(desk, event) {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    void desk.save();
    return true;
  }
  if (readPreference("keys") === "off" || isWriting(event)) return false;
  return /^[1-6]$/.test(event.key) && desk.form.pick(Number(event.key));
}

function isWriting({ target, ctrlKey, altKey, metaKey }) {
  if (ctrlKey || altKey || metaKey) return true;
  return target.matches?.("textarea, select, input:not([type=radio], [type=checkbox])") ?? false;
}
