// After the end: what the server has, what it has not, and where the result is.
import { fillWith, h } from "../../lib/dom.js";
import { formatTime } from "../../lib/format.js";
import { t, tn } from "../../lib/i18n.js";
import { roomName } from "../../lib/room-state.js";
import { banner } from "../../parts/banner.js";
import { leaveFullscreen } from "./fullscreen.js";

export function closedStage(session) {
  leaveFullscreen();
  const element = h("div", { "data-testid": "closed" });
  let drawn = "";
  const update = () => {
    const key = JSON.stringify([session.attempt, session.answers?.summary(), unsent(session)]);
    if (key !== drawn) fillWith(element, content(session));
    drawn = key;
  };
  return { element, update };
}

function content(session) {
  const { attempt, room, answers } = session;
  const { unsaved, refused, conflicts, seq } = answers?.summary() ?? {
    unsaved: 0,
    refused: 0,
    conflicts: 0,
    seq: attempt.last_seq,
  };
  const lost = unsaved + refused + conflicts;
  return [
    h("h1", {}, room ? roomName(room) : t("room.title")),
    banner(
      "good",
      t(`room.closed.${attempt.closed_by ?? "ended"}`),
      h("p", {}, attempt.closed_at ? t("room.closed.at", { time: formatTime(attempt.closed_at) }) : ""),
    ),
    h("p", { "data-testid": "closed-seq" }, seq > 0 ? t("room.closed.saved", { seq }) : t("room.closed.nothing")),
    lost > 0 && banner("warning", tn("room.closed.unsaved", lost), h("p", {}, t("room.closed.unsaved_detail"))),
    unsent(session) > 0 && banner("warning", tn("room.closed.unsent", unsent(session))),
    attempt.result_ready
      ? h("p", {}, toResult(attempt, "button", "to-result", t("room.closed.result")))
      : [
          h("p", {}, t("room.closed.result_later"), " ", h("a", { href: "/my" }, t("page.nav.my"))),
          // Results may take weeks; the receipt does not.
          h("p", {}, toResult(attempt, "button secondary", "to-receipt", t("room.closed.receipt"))),
        ],
  ];
}

function toResult({ id }, kind, testid, words) {
  return h("a", { class: kind, href: `/result?attempt=${encodeURIComponent(id)}`, "data-testid": testid }, words);
}

// What was written to the proctor and has not reached the server.
function unsent({ talk }) {
  return talk?.messages.filter(({ state }) => state !== "said").length ?? 0;
}
