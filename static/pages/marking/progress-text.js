// How far a question is marked, in words.
import { t } from "../../lib/i18n.js";

export function progressText({ marked, total }) {
  return t("page.marking.progress", { marked, total });
}
