// The release of a sitting's results: one click, and a second one where answers still wait to be marked.
import { api } from "../../lib/api.js";
import { h } from "../../lib/dom.js";
import { formatTime } from "../../lib/format.js";
import { t, tn } from "../../lib/i18n.js";
import { actionButton } from "../../parts/action-button.js";
import { banner } from "../../parts/banner.js";
import { confirmDialog } from "../../parts/dialog.js";

/** `path` is the sitting's address in the API. */
export function releaseBlock(path, figures) {
  const done = h("div", { "data-testid": "release-state" });
  if (figures.released_at) {
    done.append(banner("good", t("page.schedule.released"), h("p", {}, formatTime(figures.released_at))));
    return done;
  }
  const act = async () => {
    if (!(await release(path))) return;
    button.remove();
    done.replaceChildren(banner("good", t("page.schedule.released")));
  };
  const button = actionButton({ label: t("page.schedule.release_now"), act, testid: "release", kind: "secondary" });
  return h("div", {}, done, button);
}

/** Whether it was released. */
async function release(path) {
  try {
    await api.post(`${path}/release`);
    return true;
  } catch (problem) {
    if (problem.slug !== "results-unmarked") throw problem;
    const sure = await confirmDialog({
      title: problem.title,
      content: h("p", {}, tn("page.results.release_unmarked", problem.body.unmarked)),
      confirm: t("page.results.release_anyway"),
      kind: "danger",
      testid: "release-dialog",
    });
    if (sure) await api.post(`${path}/release`, { unmarked: "release" });
    return sure;
  }
}
