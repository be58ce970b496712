// One room on the desk: wall on the left, one student, commands and log at the side, the clock on top.
import { fillWith, h, setText } from "../../lib/dom.js";
import { t, tn } from "../../lib/i18n.js";
import { instantUs } from "../../lib/instant.js";
import { roomName } from "../../lib/room-state.js";
import { problemBanner } from "../../parts/banner.js";
import "../../parts/clock.js";
import { phaseTag, tag } from "../../parts/tag.js";
import { announcer } from "./announcer.js";
import { commandPanel } from "./commands.js";
import { logList } from "./log.js";
import { selectionBar } from "./selection.js";
import { studentPanel } from "./student.js";
import { wallPanel } from "./wall.js";

const TICK_MS = 500;
const DRAW_EVERY_MS = 250;

/** Fills `main` and keeps it up to date. */
export function showDesk(main, session) {
  document.body.dataset.stage = "desk";
  const head = deskHead(session);
  const student = studentPanel(session, (account) => wall.focusOn(account));
  const wall = wallPanel(session, selectionBar(session), student.show);
  const commands = commandPanel(session);
  const log = logList(session);
  fillWith(
    main,
    head.element,
    announcer(session).element,
    h(
      "div",
      { class: "desk" },
      wall.element,
      h(
        "aside",
        { class: "desk-side", "aria-label": t("proctor.side") },
        student.element,
        commands.element,
        log.element,
      ),
    ),
  );
  session.addEventListener("change", () => {
    head.update();
    commands.update();
    student.update();
  });
  const followRoster = seldom(() => {
    wall.update();
    commands.update();
    student.update();
  });
  session.addEventListener("roster", followRoster);
  session.addEventListener("deeds", () => log.update());
  const ticking = setInterval(() => head.tick(), TICK_MS);
  session.addEventListener("dismissed", () => {
    clearInterval(ticking);
    showDismissed(main, session);
  });
  [head, wall, commands, log].forEach((part) => part.update());
}

function showDismissed(main, session) {
  const rooms = h("a", { class: "button", href: "/proctor" }, t("proctor.dismissed.rooms"));
  const words = h("p", {}, t("proctor.dismissed.detail", { room: roomName(session.room) }));
  document.body.dataset.stage = "dismissed";
  fillWith(main, h("div", { role: "status", "data-testid": "dismissed" }, h("h1", {}, t("proctor.dismissed.title")), words, rooms));
}

// A full room tells something many times a second; people read a few of them. A page in the background draws when it is
// looked at again.
function seldom(draw) {
  let due = false;
  let drawnMs = -Infinity;
  return () => {
    if (due) return;
    due = true;
    const wait = Math.max(0, drawnMs + DRAW_EVERY_MS - performance.now());
    setTimeout(() => {
      requestAnimationFrame(() => {
        due = false;
        drawnMs = performance.now();
        draw();
      });
    }, wait);
  };
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
  let shown = {};
  const update = () => {
    const { connection: way, problem } = session;
    if (shown.phase !== session.room.phase)
      fillWith(phase, phaseTag(session.room.phase, t(`part.phase.${session.room.phase}`)));
    // A live region speaks again whenever it is filled.
    if (shown.way !== way) fillWith(connection, tag(CONNECTION_KINDS[way], t(`proctor.connection.${way}`)));
    if (shown.problem !== problem) fillWith(trouble, problem && problemBanner(problem));
    shown = { phase: session.room.phase, way, problem };
    setText(members, session.members === null ? "" : tn("room.lobby.members", session.members));
    tick();
  };
  return { element, update, tick };
}

const CONNECTION_KINDS = { socket: "good", offline: "bad", connecting: "warning", http: "warning" };
