// Two marks of one answer: what somebody else has stored and what I wanted, side by side.
import { h } from "../../lib/dom.js";
import { formatMarks, formatTime } from "../../lib/format.js";
import { t } from "../../lib/i18n.js";
import { actionButton } from "../../parts/action-button.js";

/** `keep()` leaves the stored mark, `replace()` gives mine as the next one. */
export function conflictBox({ question, mine, stored, keep, replace }) {
  return h(
    "section",
    { class: "banner bad", role: "alert", tabindex: "-1", "data-testid": "conflict" },
    h(
      "div",
      {},
      h("strong", {}, t("page.marking.conflict")),
      h("p", {}, t("page.marking.conflict_detail")),
      h(
        "div",
        { class: "both-marks" },
        side(t("page.marking.stored", { time: formatTime(stored.at) }), question, stored),
        side(t("page.marking.mine"), question, mine),
      ),
      actionButton({ label: t("page.marking.keep_stored"), act: keep, testid: "keep-stored", kind: "secondary" }),
      actionButton({ label: t("page.marking.use_mine"), act: replace, testid: "use-mine", kind: "secondary" }),
    ),
  );
}

function side(title, question, mark) {
  return h(
    "div",
    {},
    h("h3", {}, title),
    h(
      "ul",
      { class: "criteria" },
      given(question, mark).map((line) => h("li", {}, line)),
    ),
    mark.comment
      ? h("p", { class: "plain-text" }, mark.comment)
      : h("p", { class: "fine" }, t("page.marking.no_comment")),
  );
}

// Levels of an older rubric have no words here any more.
function given({ rubric, points: max }, mark) {
  if (!mark.levels) return [t("page.result.points", { points: formatMarks(mark.points), max: formatMarks(max) })];
  if (mark.rubric !== rubric?.id) return [t("page.marking.older_rubric")];
  return rubric.criteria.map(({ title, levels }, at) => `${title}${t("part.colon")}${levels[mark.levels[at]].words}`);
}
