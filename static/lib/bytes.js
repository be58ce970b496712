// Sizes of files in the reader's language: "1.5 MB", "1,5 Mo".
import { currentLanguage } from "./i18n.js";

const KILOBYTE = 1000;
const MEGABYTE = 1_000_000;

export function formatBytes(bytes) {
  const [unit, size] = bytes < MEGABYTE ? ["kilobyte", KILOBYTE] : ["megabyte", MEGABYTE];
  const format = { style: "unit", unit, maximumFractionDigits: 1 };
  return new Intl.NumberFormat(currentLanguage(), format).format(bytes / size);
}
