// What a person is told while the room goes on: announcements, more time, pauses, each with its reason, and the state of the connection. It
// stands at the foot of the page and grows upwards, so that the question does not move.
import { fillWith, h, icon } from "../../lib/dom.js";
import { formatDuration, formatSecond } from "../../lib/format.js";
import { t } from "../../lib/i18n.js";
import { banner } from "../../parts/banner.js";

const QUIET_STAGES = new Set(["closed", "staff", "refused", "connecting", "unenrolled"]);

/** `element` and `update()`; listens to the session's notices by itself. */
export function notices(session) {
  const list = h("div", { class: "notices", "aria-live": "polite", "data-testid": "notices" });
  const line = h("p", { class: "connection", role: "status", "data-testid": "connection" });
  session.addEventListener("notice", ({ detail }) => {
    const text = textOf(detail);
    if (text) list.prepend(notice(text, detail.at));
  });
  const update = () => {
    element.hidden = QUIET_STAGES.has(session.stage);
    const [sign, text] = connectionText(session);
    if (line.dataset.text === text) return;
    line.dataset.text = text;
    line.dataset.state = session.connection.state;
    fillWith(line, icon(sign), text);
  };
  const element = h("div", { class: "foot" }, list, line);
  return { element, update };
}

function notice(text, at) {
  const dismiss = h("button", { type: "button", class: "button quiet", "data-testid": "dismiss", onclick: () => box.remove() }, t("room.notice.dismiss"));
  const box = banner("warning", text, h("p", { class: "fine" }, formatSecond(at)), dismiss);
  // The list is the live region; a second one inside it would be read twice.
  box.removeAttribute("role");
  return box;
}

function textOf({ event, data }) {
  const because = (key, args = {}) => (data.reason ? t(`${key}_reason`, { ...args, reason: data.reason }) : t(key, args));
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

function connectionText({ connection, answers }) {
  const since = formatSecond(new Date(connection.since).toISOString());
  switch (connection.state) {
    case "offline":
      return ["×", t(answers && !answers.summary().durable ? "room.connection.offline_memory" : "room.connection.offline", { since })];
    case "http":
      return ["✓", t("room.connection.http")];
    case "connecting":
      return ["…", t("room.connection.connecting")];
    default:
      return ["✓", t("room.connection.socket")];
  }
}
