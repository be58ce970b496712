// What questions come to, in words.
import { formatMarks, MARKS_PER_POINT } from "../../../lib/format.js";
import { tn } from "../../../lib/i18n.js";

/** "40 questions · 60 points"; points are marks of the API. */
export function totalsText({ questions, points }) {
  return `${tn("page.paper.questions", questions)} · ${pointsText(points)}`;
}

/** "1.5 points". */
export function pointsText(marks) {
  return tn("page.paper.points", marks / MARKS_PER_POINT, { points: formatMarks(marks) });
}
