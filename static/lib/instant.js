// Instants inside the page are integers of microseconds since the Unix epoch, as on the server. `Date` keeps
// milliseconds only, so the fraction is read from the text.

/** `2026-05-01T09:30:00.123456Z` in microseconds, or null for null. */
export function instantUs(iso) {
  if (iso === null || iso === undefined) return null;
  const fraction = /\.(\d+)/.exec(iso)?.[1] ?? "";
  const whole = Date.parse(iso.replace(/\.\d+/, ""));
  return whole * 1000 + Number(fraction.padEnd(6, "0").slice(0, 6));
}

/** Microseconds as an RFC 3339 text in UTC. */
export function instantIso(us) {
  return new Date(us / 1000).toISOString();
}
