// Instants to the second with day and zone, for records that people compare.
import { timeZone } from "./format.js";
import { currentLanguage } from "./i18n.js";

const EXACT = {
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  timeZoneName: "short",
};

export function formatExactTime(iso) {
  return new Intl.DateTimeFormat(currentLanguage(), { ...EXACT, timeZone: timeZone() }).format(new Date(iso));
}
