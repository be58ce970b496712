// The draft was changed in another tab: both show it, and whichever keeps it next would write over the other.
import { fillWith, h } from "../../../lib/dom.js";
import { t } from "../../../lib/i18n.js";
import { banner } from "../../../parts/banner.js";

/** `take()` goes on with what the other tab has kept, `keep()` with what is shown here. */
export function otherTabBox({ take, keep }) {
  const element = h("div", { role: "status", "data-testid": "paper-other-tab" });
  const close = (act) => {
    fillWith(element);
    act();
  };
  const button = (testid, words, act) =>
    h("button", { type: "button", class: "button secondary", "data-testid": testid, onclick: () => close(act) }, words);
  const show = () =>
    fillWith(
      element,
      banner(
        "warning",
        t("page.paper.other_tab"),
        h("p", {}, t("page.paper.other_tab_detail")),
        h(
          "div",
          { class: "form-actions" },
          button("take-other-tab", t("page.paper.other_tab_take"), take),
          button("keep-this-tab", t("page.paper.other_tab_keep"), keep),
        ),
      ),
    );
  return { element, show, hide: () => fillWith(element) };
}
