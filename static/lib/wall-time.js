// What a clock on the wall shows in the chosen zone, as an instant, and the other way round.
import { timeZone } from "./format.js";

const DAY = { year: "numeric", month: "numeric", day: "numeric" };
const TIME = { hour: "numeric", minute: "numeric", second: "numeric", hourCycle: "h23" };

/** The RFC 3339 text of the instant at which clocks show `text`, such as "2026-05-01T09:30". */
export function instantAt(text) {
  const shown = Date.parse(`${text}Z`);
  // The zone may have another offset then than it has at the same figures in UTC.
  const near = shown - offsetAt(shown);
  return new Date(shown - offsetAt(near)).toISOString();
}

/** What clocks show at an instant, to the minute, as a field for date and time takes it. */
export function wallText(iso) {
  const at = Date.parse(iso);
  return new Date(at + offsetAt(at)).toISOString().slice(0, "2030-01-01T00:00".length);
}

// By how many milliseconds the clocks are ahead of UTC.
function offsetAt(ms) {
  const format = new Intl.DateTimeFormat("en-US", { ...DAY, ...TIME, timeZone: timeZone() });
  const part = Object.fromEntries(format.formatToParts(ms).map(({ type, value }) => [type, Number(value)]));
  const shown = Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute, part.second);
  return shown - Math.floor(ms / 1000) * 1000;
}
