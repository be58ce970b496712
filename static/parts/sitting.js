// A sitting as students and staff see it in lists: window, time, phase and the ways in.
import { h } from "../lib/dom.js";
import { formatDuration, formatTime } from "../lib/format.js";
import { t } from "../lib/i18n.js";
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

/** The room, and the results of closed attempts. */
export function sittingLinks(sitting) {
  const closed = (sitting.my_attempts ?? []).filter(({ phase }) => phase === "closed");
  const mayWrite = sitting.phase !== "ended" && closed.length < sitting.attempts_allowed;
  return h(
    "div",
    { class: "form-actions" },
    mayWrite &&
      h(
        "a",
        { class: "button", href: `/room?sitting=${encodeURIComponent(sitting.id)}`, "data-testid": "enter-room" },
        t("part.sitting.enter"),
      ),
    closed.map(({ id, number }) =>
      h(
        "a",
        { class: "button secondary", href: `/result?attempt=${encodeURIComponent(id)}`, "data-testid": "result-link" },
        t("part.sitting.result", { number }),
      ),
    ),
  );
}
