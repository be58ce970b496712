// The lobby: when it begins, whether this device is ready, and that nothing needs doing until then.
import { fillWith, h, setText } from "../../lib/dom.js";
import { formatCountdown, formatDuration, formatTime } from "../../lib/format.js";
import { t, tn } from "../../lib/i18n.js";
import { instantUs } from "../../lib/instant.js";
import { roomName } from "../../lib/room-state.js";
import { banner } from "../../parts/banner.js";
import { facts } from "../../parts/exam-facts.js";
import { talkTools } from "./talk.js";
import { watched } from "./watched.js";

export function lobbyStage(session) {
  const { room } = session;
  const waiting = h("p", { class: "lobby-wait", "data-testid": "lobby-wait" });
  const members = h("p", { class: "fine", "data-testid": "members" });
  const talk = talkTools(session);
  const place = h("div", {}, h("p", {}, t("room.check.neutral")));
  let check = null;
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
    place,
    h("h2", {}, t("room.rules.title")),
    h(
      "ul",
      {},
      ["saved", "offline", "devices", "end"].map((rule) => h("li", {}, t(`room.rules.${rule}`))),
    ),
    watched(),
  );
  const update = () => {
    talk.update();
    setText(waiting, waitingText(session));
    setText(members, session.members === null ? "" : tn("room.lobby.members", session.members));
    check?.update();
  };
  // It is the heaviest part of the lobby and the one that can wait.
  void import("./device-check.js").then(
    ({ deviceCheck }) => {
      check = deviceCheck(session);
      fillWith(place, check.element);
      update();
    },
    (error) => console.info("The check of the device could not be loaded.", error),
  );
  return { element, update };
}

function waitingText({ room, clock }) {
  const leftUs = instantUs(room.window_opens_at) - clock.nowUs();
  if (leftUs > 0) return t("room.lobby.opens_in", { time: formatCountdown(leftUs) });
  return t(room.start === "clock" ? "room.lobby.any_moment" : "room.lobby.proctor_starts");
}
