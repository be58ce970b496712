// For one who comes after the start: the clock of the attempt begins with a deliberate press.
import { formatDuration, formatTime } from "../../lib/format.js";
import { h } from "../../lib/dom.js";
import { t } from "../../lib/i18n.js";
import { canOpenPapers } from "../../lib/paper.js";
import { roomName } from "../../lib/room-state.js";
import { banner } from "../../parts/banner.js";
import { actionStage } from "./plain.js";
import { watched } from "./watched.js";

export function lateStage(session) {
  const { room } = session;
  const content = [
    h(
      "p",
      {},
      t("room.late.limits", { limit: formatDuration(room.time_limit_s), end: formatTime(room.window_closes_at) }),
    ),
    watched(),
    !canOpenPapers() && banner("bad", t("room.ready.insecure", { address: location.origin })),
  ];
  return actionStage({
    title: roomName(room),
    detail: t("room.late.detail"),
    content,
    label: t("room.late.start"),
    act: () => session.open(),
    testid: "start-attempt",
  });
}
