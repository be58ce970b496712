// Keys of the exam room. Single letters can be switched off, since speech input and shaky hands press them by accident.
import { h } from "../../lib/dom.js";
import { t } from "../../lib/i18n.js";
import { readPreference, writePreference } from "../../lib/preferences.js";
import { showDialog } from "../../parts/dialog.js";

const KEYS = [
  ["1 – 9", "room.keys.choose"],
  ["← →", "room.keys.move"],
  ["F", "room.keys.flag"],
  ["?", "room.keys.help"],
];

/** `view` has pick(number), move(by) and toggleFlag(). */
export function listenToKeys(view) {
  document.addEventListener("keydown", (event) => {
    if (!view.element.isConnected || !areOn() || isWriting(event)) return;
    if (act(view, event.key)) event.preventDefault();
  });
}

/** Shows the list of keys with the switch. */
export function showKeys() {
  const on = h("input", {
    type: "checkbox",
    checked: areOn(),
    "data-testid": "keys-on",
    onchange: () => writePreference("keys", on.checked ? null : "off"),
  });
  const rows = KEYS.map(([keys, text]) => h("div", {}, h("dt", {}, h("kbd", {}, keys)), h("dd", {}, t(text))));
  void showDialog({
    title: t("room.keys.title"),
    content: [h("dl", { class: "key-list" }, rows), h("label", { class: "choice" }, on, t("room.keys.on"))],
    testid: "keys-dialog",
  });
}

function act(view, key) {
  if (/^[1-9]$/.test(key)) view.pick(Number(key));
  else if (key === "ArrowRight") view.move(1);
  else if (key === "ArrowLeft") view.move(-1);
  else if (key === "f" || key === "F") view.toggleFlag();
  else if (key === "?") showKeys();
  else return false;
  return true;
}

function areOn() {
  return readPreference("keys") !== "off";
}

// Where a person types or chooses from a list, keys are theirs; so are combinations and open dialogs.
function isWriting({ target, ctrlKey, altKey, metaKey, isComposing }) {
  if (ctrlKey || altKey || metaKey || isComposing || document.querySelector("dialog[open]")) return true;
  return target.matches?.("textarea, select, input:not([type=radio], [type=checkbox])") ?? false;
}
