// One room on the desk: wall on the left, commands and log at the side, the clock on top.
import { fillWith, h, setText } from "../../lib/dom.js";
import { t, tn } from "../../lib/i18n.js";
import { instantUs } from "../../lib/instant.js";
import { roomName } from "../../lib/room-state.js";
import { problemBanner } from "../../parts/banner.js";
import "../../parts/clock.js";
import { phaseTag, tag } from "../../parts/tag.js";
import { commandPanel } from "./commands.js";
import { logList } from "./log.js";
import { wallPanel } from "./wall.js";

const TICK_MS = 500;

/** Fills `main` and keeps it up to date. */
export function showDesk(main, session) {
  document.body.dataset.stage = "desk";
  const head = deskHead(session);
  const wall = wallPanel(session);
  const commands = commandPanel(session, wall.selection);
  wall.onSelect(() => commands.update());
  const log = logList(session);
  fillWith(
    main,
    head.element,
    h(
      "div",
      { class: "desk" },
      wall.element,
      h("aside", { class: "desk-side", "aria-label": t("proctor.commands") }, commands.element, log.element),
    ),
  );
  session.addEventListener("change", () => {
    head.update();
    commands.update();
  });
  session.addEventListener("roster", () => wall.update());
  session.addEventListener("log", () => log.update());
  setInterval(() => head.tick(), TICK_MS);
  [head, wall, commands, log].forEach((part) => part.update());
}

function deskHead(session) {
  const clock = h("eh-clock", {});
  const phase = h("span", { "data-testid": "phase" });
  const members = h("span", { class: "fine", "data-testid": "members" });
  const connection = h("span", { role: "status", "data-testid": "connection" });
  const trouble = h("div", {});
  const element = h(
    "div",
    { class: "desk-head" },
    h("h1", {}, roomName(session.room)),
    h(
      "div",
      { class: "toolbar" },
      phase,
      h("span", { class: "fine" }, t("proctor.code", { code: session.room.code })),
      members,
      clock,
      connection,
    ),
    trouble,
  );
  const tick = () =>
    clock.show({
      remainingUs: session.remainingUs,
      closesUs: instantUs(session.room.window_closes_at),
      paused: session.room.phase === "paused",
    });
  const update = () => {
    fillWith(phase, phaseTag(session.room.phase, t(`part.phase.${session.room.phase}`)));
    setText(members, session.members === null ? "" : tn("room.lobby.members", session.members));
    const live = session.connection === "socket" ? "good" : session.connection === "offline" ? "bad" : "warning";
    fillWith(connection, tag(live, t(`proctor.connection.${session.connection}`)));
    fillWith(trouble, session.problem && problemBanner(session.problem));
    tick();
  };
  return { element, update, tick };
}
