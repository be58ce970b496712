// Sizes of files in the reader's language: "1.5 MB", "1,5 Mo".
import { currentLanguage } from "./i18n.js";

const UNITS = [
  ["megabyte", 1_000_000],
  ["kilobyte", 1000],
  ["byte", 1],
];

export function formatBytes(bytes) {
  const [unit, size] = UNITS.find(([, least]) => bytes >= least) ?? UNITS.at(-1);
  const format = { style: "unit", unit, unitDisplay: size === 1 ? "long" : "short", maximumFractionDigits: 1 };
  return new Intl.NumberFormat(currentLanguage(), format).format(bytes / size);
}
