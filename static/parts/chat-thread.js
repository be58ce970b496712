// A conversation: what was said, in order, with what still waits, and a field to write in. It knows neither the server nor
// who may write.
import { fillWith, h, setText } from "../lib/dom.js";
import { formatSecond } from "../lib/format.js";
import { t, tn } from "../lib/i18n.js";

// From here on the field says how much room is left.
const LEFT_SHOWN = 100;

let threads = 0;

/**
 * `me` is "student" or "staff". `draft` is where the field begins, `write(text)` is told each change of it, `say()` is
 * pressed to send, `discard(id)` gives a refused message up. `show(messages, isWhole)` brings the list up to date, and says
 * so while there may be more of them than are known here; a message is `{id, from, by, text, at, state}` with the state
 * said, waiting or refused; without a name in `by` it is mine or a student's.
 */
export function chatThread({ me, textMax, draft = "", write, say, discard }) {
  threads += 1;
  const list = h("ol", {
    class: "chat-list",
    tabindex: "0",
    "aria-label": t("part.chat.messages"),
    "data-testid": "chat-list",
  });
  const note = h("p", { class: "fine", "data-testid": "chat-note" }, t("part.chat.incomplete"));
  const left = h("p", { class: "hint", role: "status" });
  const field = h("textarea", {
    id: `chat-${threads}`,
    rows: 3,
    maxlength: textMax,
    "data-testid": "chat-text",
    oninput: () => written(),
  });
  field.value = draft;
  const written = () => {
    const room = textMax - field.value.length;
    setText(left, room <= LEFT_SHOWN ? tn("part.chat.left", room) : "");
    write(field.value);
  };
  const send = h("button", { type: "submit", class: "button", "data-testid": "chat-send" }, t("part.chat.send"));
  const form = h("form", {}, h("label", { for: field.id }, t("part.chat.write")), field, left, send);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (field.value.trim() === "") return field.focus();
    say();
    field.value = "";
    setText(left, "");
    return field.focus();
  });
  let drawn = "";
  const show = (messages, isWhole = true) => {
    const key = JSON.stringify([messages, isWhole]);
    if (key === drawn) return;
    drawn = key;
    note.hidden = isWhole && messages.length > 0;
    setText(note, t(isWhole ? "part.chat.empty" : "part.chat.incomplete"));
    list.hidden = messages.length === 0;
    fillWith(
      list,
      messages.map((message) => item(message, me, discard)),
    );
    list.scrollTop = list.scrollHeight;
  };
  return { element: h("div", { class: "chat" }, note, list, form), field, show };
}

function item({ id, from, by, text, at, state, refused }, me, discard) {
  const author = by ?? t(from === me ? "part.chat.me" : "part.chat.student");
  const drop = h(
    "button",
    { type: "button", class: "button quiet", "data-testid": "chat-discard", onclick: () => discard(id) },
    t("part.chat.discard"),
  );
  const element = h(
    "li",
    { class: from === me ? "mine" : "theirs", "data-testid": "chat-message", "data-state": state },
    h("p", { class: "fine" }, h("strong", {}, author), " ", h("time", { datetime: at }, formatSecond(at))),
    h("p", { class: "chat-words" }, text),
    state === "waiting" && h("p", { class: "chat-state" }, t("part.chat.waiting")),
    state === "refused" && [h("p", { class: "chat-state bad" }, t("part.chat.refused", { reason: refused })), drop],
  );
  return element;
}
