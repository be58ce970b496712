// What a person weighs before an exam: questions, time, price, the next sitting. Used by the catalogue and the exam's
// page.
import { h } from "../lib/dom.js";
import { formatDuration, formatMoney, formatNumber, formatTime } from "../lib/format.js";
import { t } from "../lib/i18n.js";

/** `exam` is an ExamCard of the API. */
export function examFacts(exam) {
  const next = exam.next_sitting;
  return facts([
    [t("part.exam.questions"), formatNumber(exam.questions)],
    exam.time_limit_s && [t("part.exam.time"), formatDuration(exam.time_limit_s)],
    [t("part.exam.price"), formatMoney(exam.price)],
    next && [t("part.exam.next"), formatTime(next.window_opens_at)],
  ]);
}

/** Pairs of name and value in one line that wraps. Empty pairs are left out. */
export function facts(pairs) {
  return h(
    "dl",
    { class: "facts" },
    pairs.filter(Boolean).map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))),
  );
}
