// What a section is called on the page.
import { t } from "../../../lib/i18n.js";

/** `number` is counted from 1. */
export function sectionName(section, number) {
  const name = section.title.trim();
  return name === "" ? t("page.paper.section", { number }) : t("page.paper.section_named", { number, name });
}
