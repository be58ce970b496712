// A choice of one exam among those of the catalogue.
import { api } from "../../lib/api.js";
import { t } from "../../lib/i18n.js";
import { field } from "../../parts/field.js";

/** As many as one page of the catalogue may have. */
const EXAMS_MAX = 200;

/** `named` is chosen at first, and offered also when the catalogue lacks it; `any` stands for none. */
export async function examField({ named, any, name = "exam" }) {
  const { items } = await api.get("/api/exams", { limit: EXAMS_MAX });
  const options = items.map(({ id, title }) => [id, title]);
  const isThere = !named || options.some(([id]) => id === named);
  const all = [["", any], ...options, ...(isThere ? [] : [[named, named]])];
  return field({ name, label: t("page.admin.exam"), type: "select", options: all, value: named ?? "" });
}
