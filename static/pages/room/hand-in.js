// Handing in: a summary of what is answered and what is not, then one confirmation, since it cannot be taken back.
import { fillWith, h } from "../../lib/dom.js";
import { t, tn } from "../../lib/i18n.js";
import { asProblem } from "../../lib/problem.js";
import { banner, problemBanner } from "../../parts/banner.js";
import { confirmDialog, showDialog } from "../../parts/dialog.js";

/** Asks, waits for what is unsaved, submits. A refusal is shown and the paper stays open. */
export async function handIn(session) {
  session.answers.flush();
  const content = h("div", { "aria-live": "polite" }, summary(session));
  // What was not saved when the question was asked may be saved a moment later.
  const follow = () => fillWith(content, ...summary(session));
  session.addEventListener("answer", follow);
  const confirmed = await confirmDialog({
    title: t("room.hand_in_title"),
    content,
    confirm: t("room.hand_in"),
    kind: "danger",
    testid: "hand-in-dialog",
  });
  session.removeEventListener("answer", follow);
  if (!confirmed) return;
  try {
    await session.submit();
  } catch (error) {
    await showDialog({
      title: t("room.hand_in_failed"),
      content: problemBanner(asProblem(error)),
      testid: "hand-in-failed",
    });
  }
}

function summary({ questions, answers, flags }) {
  const answered = questions.filter(({ id }) => answers.responseOf(id) !== null).length;
  const { unsaved, refused, conflicts } = answers.summary();
  const missing = unsaved + refused + conflicts;
  return [
    h(
      "ul",
      { "data-testid": "hand-in-summary" },
      h("li", {}, tn("room.summary.answered", answered)),
      h("li", {}, tn("room.summary.unanswered", questions.length - answered)),
      h("li", {}, tn("room.summary.flagged", flags.all.length)),
      h("li", {}, tn("room.summary.unsaved", missing)),
    ),
    missing > 0 && banner("warning", t("room.summary.unsaved_warning")),
    h("p", {}, t("room.hand_in_detail")),
  ];
}
