// A status tag: a word with a sign, so that the colour is never alone.
import { h, icon } from "../lib/dom.js";

const SIGNS = { neutral: "·", info: "▸", good: "✓", warning: "!", bad: "×" };

/** `kind` is neutral, info, good, warning or bad. */
export function tag(kind, text) {
  return h("span", { class: `tag ${kind}` }, icon(SIGNS[kind]), text);
}

const PHASE_KINDS = {
  lobby: "neutral",
  running: "good",
  paused: "warning",
  ended: "neutral",
  prepared: "neutral",
  open: "info",
  closed: "good",
};

/** The tag of a room's or an attempt's phase. */
export function phaseTag(phase, text) {
  return tag(PHASE_KINDS[phase] ?? "neutral", text);
}
