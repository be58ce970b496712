// Money in a currency's own places: amounts are integers of its smallest unit, and a currency has none, two or three
// places. Nothing here computes with fractions.
import { currentLanguage } from "./i18n.js";

/** `{amount_minor, currency}` as people write it, nothing included. */
export function formatAmount({ amount_minor: minor, currency }) {
  return formatOf(currency).format(minor / 10 ** placesOf(currency));
}

/** How many places the currency has; null for a code that is none. */
export function placesOf(currency) {
  return formatOf(currency)?.resolvedOptions().maximumFractionDigits ?? null;
}

/** The amount alone, as people type it: "499.00", or "499,00" where that is the way. */
export function plainAmount({ amount_minor: minor, currency }) {
  const places = placesOf(currency);
  const digits = String(minor).padStart(places + 1, "0");
  return places === 0 ? digits : digits.slice(0, -places) + decimalSign() + digits.slice(-places);
}

/**
 * A typed amount such as "12,50" in smallest units, or null. A comma counts as the point, and nothing separates
 * thousands but blanks, so that no amount is read as a thousand times another one.
 */
export function parseAmount(text, currency) {
  const places = placesOf(currency);
  const match = /^(\d{1,12})(?:[.,](\d+))?$/.exec(text.replace(/\s/g, ""));
  if (places === null || !match) return null;
  const [, whole, fraction = ""] = match;
  if (fraction.length > places) return null;
  return Number(whole + fraction.padEnd(places, "0"));
}

function decimalSign() {
  const parts = new Intl.NumberFormat(currentLanguage()).formatToParts(0.5);
  return parts.find(({ type }) => type === "decimal").value;
}

// A code that is no currency has no format.
function formatOf(currency) {
  try {
    return new Intl.NumberFormat(currentLanguage(), { style: "currency", currency });
  } catch {
    return null;
  }
}
