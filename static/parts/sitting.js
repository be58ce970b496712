// A sitting as students and staff see it in lists: window, time, phase and the ways in.
import { api } from "../lib/api.js";
import { h } from "../lib/dom.js";
import { formatDuration, formatTime } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { deviceId } from "../lib/ids.js";
import { actionButton } from "./action-button.js";
import { facts } from "./exam-facts.js";
import { phaseTag } from "./tag.js";

/** `sitting` is a SittingCard of the API. */
export function sittingFacts(sitting) {
  return facts([
    [t("part.sitting.opens"), formatTime(sitting.window_opens_at)],
    [t("part.sitting.closes"), formatTime(sitting.window_closes_at)],
    [t("part.sitting.time"), formatDuration(sitting.time_limit_s)],
    [t("part.sitting.start"), t(`part.sitting.start_${sitting.start}`)],
    [t("part.sitting.phase"), phaseTag(sitting.phase, t(`part.phase.${sitting.phase}`))],
  ]);
}

/** The way into the room, and the results of closed attempts. */
export function sittingLinks(sitting) {
  const attempts = sitting.my_attempts ?? [];
  const closed = attempts.filter(({ phase }) => phase === "closed");
  const results = closed.map(({ id, number }) =>
    h(
      "a",
      { class: "button secondary", href: `/result?attempt=${encodeURIComponent(id)}`, "data-testid": "result-link" },
      t("part.sitting.result", { number }),
    ),
  );
  return h("div", { class: "form-actions" }, wayIn(sitting, closed.length, attempts.at(-1)), results);
}

function wayIn(sitting, closed, latest) {
  const room = `/room?sitting=${encodeURIComponent(sitting.id)}`;
  if (sitting.phase === "ended" || closed >= sitting.attempts_allowed) return null;
  if (latest?.phase !== "closed") {
    return h("a", { class: "button", href: room, "data-testid": "enter-room" }, t("part.sitting.enter"));
  }
  // The room opens the latest attempt; a further one has to be asked for.
  const again = async () => {
    await api.post("/api/attempts", { sitting: sitting.id, device: deviceId() });
    location.assign(room);
  };
  return actionButton({ label: t("part.sitting.again"), act: again, testid: "another-attempt" });
}
