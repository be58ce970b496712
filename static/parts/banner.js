// A banner says one thing about the whole page: what is the case, why, and what to do.
import { h, icon } from "../lib/dom.js";
import { t } from "../lib/i18n.js";

const SIGNS = { info: "i", good: "✓", warning: "!", bad: "×" };

/** `kind` is info, good, warning or bad. `title` and the children are shown; bad and warning are announced at once. */
export function banner(kind, title, ...children) {
  const role = kind === "bad" ? "alert" : "status";
  return h("div", { class: `banner ${kind}`, role }, icon(SIGNS[kind]), h("div", {}, h("strong", {}, title), children));
}

/** A refusal with what to do, the request's number for the organiser, and a way to try again where that may help. */
export function problemBanner(problem, { retry } = {}) {
  return banner(
    "bad",
    problem.title,
    h("p", {}, problem.detail),
    problem.errors.length > 0 &&
      h(
        "ul",
        {},
        problem.errors.map((fault) => h("li", {}, fault.detail)),
      ),
    problem.body.instance && h("p", { class: "fine" }, t("page.request_number", { number: problem.body.instance })),
    retry &&
      problem.passing &&
      h(
        "button",
        { type: "button", class: "button secondary", onclick: retry, "data-testid": "try-again" },
        t("page.try_again"),
      ),
  );
}
