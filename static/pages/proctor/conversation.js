// The conversation with one student as the staff has it: what was said, and what could not be sent yet.
import { randomUuid } from "../../lib/ids.js";
import { asProblem } from "../../lib/problem.js";
import { instantIso } from "../../lib/instant.js";
import { chatThread } from "../../parts/chat-thread.js";
import { MESSAGE_MAX } from "./acts.js";

/** `name` is the student's; `sent` is called once the server has a message. */
export function conversation({ session, attempt, name, sent }) {
  let said = [];
  let waiting = [];
  let draft = "";
  const say = async () => {
    const message = { id: randomUuid(), from: "staff", by: null, text: draft, at: instantIso(session.clock.nowUs()) };
    draft = "";
    put(message, "waiting");
    try {
      await session.message([attempt], message.text, () => message.id);
      remove(message.id);
      await sent();
    } catch (error) {
      put(message, "refused", asProblem(error).title);
    }
  };
  const put = (message, state, refused = null) => {
    waiting = [...waiting.filter(({ id }) => id !== message.id), { ...message, state, refused }];
    draw();
  };
  const remove = (gone) => {
    waiting = waiting.filter(({ id }) => id !== gone);
    draw();
  };
  // What could not be sent goes back into the field, unless something else is being written there.
  const discard = (id) => {
    const message = waiting.find((one) => one.id === id);
    remove(id);
    if (draft !== "") return;
    draft = message.text;
    thread.field.value = draft;
    thread.field.focus();
  };
  const thread = chatThread({ me: "staff", textMax: MESSAGE_MAX, write: (text) => (draft = text), say, discard });
  const draw = () => thread.show([...said, ...waiting]);
  const show = (messages) => {
    said = messages.map((message) => ({ ...message, by: message.by ?? name, state: "said" }));
    const kept = new Set(messages.map(({ id }) => id));
    waiting = waiting.filter(({ id }) => !kept.has(id));
    draw();
  };
  return { element: thread.element, show };
}
