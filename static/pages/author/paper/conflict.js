// Another paper was published since this one was begun: what it is, and which of the two to go on with.
import { fillWith, h } from "../../../lib/dom.js";
import { formatTime } from "../../../lib/format.js";
import { t } from "../../../lib/i18n.js";
import { banner } from "../../../parts/banner.js";
import { confirmDialog } from "../../../parts/dialog.js";
import { totalsText } from "./totals-text.js";

/** `keep(stored)` goes on with the own paper after the stored one, `take(stored)` with the stored one instead. */
export function conflictBox({ keep, take }) {
  const element = h("div", { "data-testid": "paper-conflict" });
  let shown = null;

  function show(stored) {
    if (shown === stored.version) return;
    shown = stored.version;
    const heading = h("h2", { tabindex: "-1" }, t("page.paper.conflict"));
    const close = (act) => {
      shown = null;
      fillWith(element);
      act(stored);
    };
    const taken = async () => {
      const content = h("p", {}, t("page.paper.take_detail"));
      const confirm = t("page.paper.take", { version: stored.version });
      if (await confirmDialog({ title: t("page.paper.take_title"), content, confirm, kind: "danger" })) close(take);
    };
    const button = (testid, words, onclick) =>
      h("button", { type: "button", class: "button secondary", "data-testid": testid, onclick }, words);
    fillWith(
      element,
      heading,
      banner(
        "warning",
        t("page.paper.conflict_title", { version: stored.version, time: formatTime(stored.published_at) }),
        h("p", {}, totalsText(stored)),
        h("p", {}, t("page.paper.conflict_detail")),
      ),
      h(
        "div",
        { class: "form-actions" },
        button("keep-mine", t("page.paper.keep"), () => close(keep)),
        button("take-theirs", t("page.paper.take", { version: stored.version }), taken),
      ),
    );
    heading.focus();
  }

  return { element, show };
}
