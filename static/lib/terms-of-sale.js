// What a purchase brings, as the rules of trade have it: access begins with the payment, and while it runs, at its end.

const DAY_MS = 24 * 3600 * 1000;

/**
 * The instants `{from, until}` of what is bought now: `from` is null for now. `renewalFrom` is the end of the present
 * access, null without one.
 */
export function boughtNow({ access_days: days, renewal_from: renewalFrom }) {
  const begin = Math.max(Date.now(), renewalFrom ? Date.parse(renewalFrom) : 0);
  return { from: begin > Date.now() ? renewalFrom : null, until: new Date(begin + days * DAY_MS).toISOString() };
}
