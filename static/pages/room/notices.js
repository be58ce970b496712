// What a person is told while the room goes on: announcements, more time, pauses, each with its reason, and the state
// of the connection. It stands at the foot of the page and grows upwards, so that the question does not move. The
// latest stays until it is read; all can be looked up.
import { fillWith, h, icon, setText } from "../../lib/dom.js";
import { formatDuration, formatSecond } from "../../lib/format.js";
import { t, tn } from "../../lib/i18n.js";

const QUIET_STAGES = new Set(["closed", "staff", "refused", "connecting", "unenrolled"]);
// There the connection was ended on purpose, and nothing is sent until the person goes on here.
const ENDED_STAGES = new Set(["taken-over", "signed-out", "stopped"]);

/** `element` and `update()`; listens to the session's notices by itself. */
export function notices(session) {
  const latest = h("div", { "aria-live": "polite", "data-testid": "notices" });
  const earlier = h("ol", { class: "timeline" });
  const count = h("summary", {});
  const history = h("details", { class: "earlier", hidden: true, "data-testid": "earlier" }, count, earlier);
  const line = h("p", { class: "connection", role: "status", "data-testid": "connection" });
  const element = h("div", { class: "foot" }, latest, h("div", { class: "foot-line" }, line, history));
  const remember = (text, at) => {
    earlier.prepend(h("li", {}, h("time", { datetime: at }, formatSecond(at)), text));
    history.hidden = false;
    setText(count, tn("room.notice.earlier", earlier.children.length));
  };
  session.addEventListener("notice", ({ detail }) => {
    const text = textOf(detail);
    if (!text) return;
    remember(text, detail.at);
    fillWith(latest, notice(text));
  });
  let told = false;
  const update = () => {
    element.hidden = QUIET_STAGES.has(session.stage);
    line.hidden = ENDED_STAGES.has(session.stage);
    showConnection(line, session);
    if (told || !session.room) return;
    told = true;
    session.room.announcements.forEach(({ at, text }) => remember(t("room.notice.announced", { text }), at));
  };
  return { element, update };
}

function notice(text) {
  const dismiss = h(
    "button",
    { type: "button", class: "button quiet", "data-testid": "dismiss", onclick: () => box.remove() },
    t("room.notice.dismiss"),
  );
  const box = h("div", { class: "banner warning notice" }, icon("!"), h("strong", {}, text), dismiss);
  return box;
}

function showConnection(line, session) {
  const [sign, text] = connectionText(session);
  if (line.dataset.text === text) return;
  line.dataset.text = text;
  line.dataset.state = session.connection.state;
  fillWith(line, icon(sign), text);
}

function textOf({ event, data }) {
  const because = (key, args = {}) =>
    data.reason ? t(`${key}_reason`, { ...args, reason: data.reason }) : t(key, args);
  const by = () => formatDuration(Math.abs(data.by_us ?? data.shift_us) / 1_000_000);
  switch (event) {
    case "room.announced":
      return t("room.notice.announced", { text: data.text });
    case "room.extended":
      return because("room.notice.extended", { by: by() });
    case "attempt.timing":
      return because("room.notice.extended_you", { by: by() });
    case "room.paused":
      return because("room.notice.paused");
    case "room.resumed":
      return t("room.notice.resumed", { by: by() });
    case "room.ended":
      return because("room.notice.ended");
    default:
      return null;
  }
}

function connectionText({ connection, answers, recalled }) {
  const since = formatSecond(new Date(connection.since).toISOString());
  if (recalled) return ["×", t("room.connection.recalled", { since })];
  switch (connection.state) {
    case "offline":
      return [
        "×",
        t(answers && !answers.summary().durable ? "room.connection.offline_memory" : "room.connection.offline", {
          since,
        }),
      ];
    case "http":
      return ["✓", t("room.connection.http")];
    case "connecting":
      return ["…", t("room.connection.connecting")];
    default:
      return ["✓", t("room.connection.socket")];
  }
}
