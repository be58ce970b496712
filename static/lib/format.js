// Times, money, marks and durations in the reader's language and zone.
import { currentLanguage, t, tn } from "./i18n.js";

export const MARKS_PER_POINT = 100_000;
const MINUTE = { hour: "2-digit", minute: "2-digit" };
const HOUR = { ...MINUTE, timeZoneName: "short" };
const SECOND = { ...MINUTE, second: "2-digit" };
const TIME = { weekday: "short", day: "numeric", month: "short", year: "numeric", ...HOUR };

const formats = new Map();
let zone;

/** Shows times in the zone of this IANA name; in the device's own without one, and for one that the browser lacks. */
export function useTimeZone(name) {
  formats.clear();
  try {
    zone = new Intl.DateTimeFormat("en", { timeZone: name ?? undefined }).resolvedOptions().timeZone;
  } catch {
    zone = undefined;
  }
}

/** The IANA name of the zone that times are shown in. */
export function timeZone() {
  return zone ?? new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** Date and time with the zone named. */
export function formatTime(iso) {
  return at(iso, TIME);
}

/** Hours and minutes with the zone named. */
export function formatHour(iso) {
  return at(iso, HOUR);
}

/** Hours and minutes, where the zone is said elsewhere. */
export function formatMinute(iso) {
  return at(iso, MINUTE);
}

/** Hours, minutes and seconds, for logs. */
export function formatSecond(iso) {
  return at(iso, SECOND);
}

/** `{amount_minor, currency}` or null, which is free. */
export function formatMoney(price) {
  if (!price || price.amount_minor === 0) return t("part.money.free");
  const format = new Intl.NumberFormat(currentLanguage(), { style: "currency", currency: price.currency });
  const digits = format.resolvedOptions().maximumFractionDigits;
  return format.format(price.amount_minor / 10 ** digits);
}

/** Marks are integers in 10⁻⁵ of a point. */
export function formatMarks(marks) {
  return new Intl.NumberFormat(currentLanguage(), { maximumFractionDigits: 2 }).format(marks / MARKS_PER_POINT);
}

/** A share from 0 to 1. */
export function formatPercent(share) {
  return new Intl.NumberFormat(currentLanguage(), { style: "percent", maximumFractionDigits: 0 }).format(share);
}

export function formatNumber(number) {
  return new Intl.NumberFormat(currentLanguage(), { maximumFractionDigits: 2 }).format(number);
}

/**
 * A number that the server wrote out exactly, such as `-9.81`, with the language's decimal sign. No digit is lost, as it
 * could be on the way through a number of the browser's.
 */
export function formatDecimal(text) {
  const parts = new Intl.NumberFormat(currentLanguage()).formatToParts(0.1);
  return String(text).replace(".", parts.find(({ type }) => type === "decimal").value);
}

/** Seconds in words: "1 hour 30 minutes". */
export function formatDuration(seconds) {
  const total = Math.round(seconds);
  const parts = [
    [Math.floor(total / 3600), "part.duration.hours"],
    [Math.floor((total % 3600) / 60), "part.duration.minutes"],
    [total % 60, "part.duration.seconds"],
  ].filter(([count]) => count > 0);
  if (parts.length === 0) return tn("part.duration.seconds", 0);
  return parts.map(([count, key]) => tn(key, count)).join(" ");
}

/** Microseconds as `00:42:10`; a started second still counts, so that zero means zero. */
export function formatCountdown(us) {
  const seconds = Math.max(0, Math.ceil(us / 1_000_000));
  const two = (number) => String(number).padStart(2, "0");
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor((seconds % 3600) / 60))}:${two(seconds % 60)}`;
}

function at(iso, options) {
  return formatOf(options).format(new Date(iso));
}

// Making a format costs a hundred times what using it does, and a wall of tiles shows many times each second.
function formatOf(options) {
  const language = regionalLanguage();
  const known = formats.get(options);
  if (known?.language === language) return known.format;
  const format = new Intl.DateTimeFormat(language, { ...options, timeZone: zone });
  formats.set(options, { language, format });
  return format;
}

// The page's language as the reader's region writes it: en-IN and en-US differ in clocks and zone names.
function regionalLanguage() {
  return navigator.languages?.find((tag) => tag.startsWith(currentLanguage())) ?? currentLanguage();
}
