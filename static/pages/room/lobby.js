// The lobby: when it begins, whether this device is ready, and that nothing needs doing until then.
import { fillWith, h, setText } from "../../lib/dom.js";
import { formatCountdown, formatDuration, formatTime } from "../../lib/format.js";
import { t, tn } from "../../lib/i18n.js";
import { instantUs } from "../../lib/instant.js";
import { canOpenPapers } from "../../lib/paper.js";
import { roomName } from "../../lib/room-state.js";
import { banner } from "../../parts/banner.js";
import { facts } from "../../parts/exam-facts.js";
import { tag } from "../../parts/tag.js";
import { talkTools } from "./talk.js";
import { watched } from "./watched.js";

export function lobbyStage(session) {
  const { room } = session;
  const waiting = h("p", { class: "lobby-wait", "data-testid": "lobby-wait" });
  const members = h("p", { class: "fine", "data-testid": "members" });
  const ready = h("ul", { class: "plain-list ready-list" });
  const talk = talkTools(session);
  const element = h(
    "div",
    { "data-testid": "lobby" },
    h("h1", {}, roomName(room)),
    banner("info", t("room.lobby.title"), h("p", {}, t("room.lobby.detail"))),
    waiting,
    members,
    talk.tools,
    talk.panel,
    facts([
      [t("room.lobby.time"), formatDuration(room.time_limit_s)],
      [t("room.lobby.ends"), formatTime(room.window_closes_at)],
    ]),
    h("h2", {}, t("room.ready.title")),
    ready,
    h("h2", {}, t("room.rules.title")),
    h(
      "ul",
      {},
      ["saved", "offline", "devices", "end"].map((rule) => h("li", {}, t(`room.rules.${rule}`))),
    ),
    watched(),
  );
  let drawn = "";
  const update = () => {
    talk.update();
    setText(waiting, waitingText(session));
    setText(members, session.members === null ? "" : tn("room.lobby.members", session.members));
    const checks = checksOf(session);
    const key = JSON.stringify(checks);
    if (key !== drawn)
      fillWith(
        ready,
        checks.map(([kind, text]) => h("li", {}, tag(kind, t(`room.ready.${kind}`)), ` ${text}`)),
      );
    drawn = key;
  };
  return { element, update };
}

function waitingText({ room, clock }) {
  const leftUs = instantUs(room.window_opens_at) - clock.nowUs();
  if (leftUs > 0) return t("room.lobby.opens_in", { time: formatCountdown(leftUs) });
  return t(room.start === "clock" ? "room.lobby.any_moment" : "room.lobby.proctor_starts");
}

// Each line is a thing that would fail at the worst moment, said while there is time to mend it.
function checksOf({ connection, clock, answers }) {
  return [
    connection.state === "offline"
      ? ["bad", t("room.ready.offline")]
      : ["good", t(connection.state === "http" ? "room.ready.http" : "room.ready.socket")],
    clock.synchronised
      ? ["good", t("room.ready.clock", { ms: Math.max(1, Math.round(clock.uncertaintyUs / 1000)) })]
      : ["warning", t("room.ready.clock_waiting")],
    canOpenPapers() ? ["good", t("room.ready.paper")] : ["bad", t("room.ready.insecure", { address: location.origin })],
    answers?.summary().durable ? ["good", t("room.ready.storage")] : ["warning", t("room.ready.no_storage")],
  ];
}
