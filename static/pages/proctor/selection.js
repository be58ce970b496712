// What can be done with the selected students: tell them something, give them time, lower their hands. None of it takes
// anything away, so none of it has to be confirmed.
import { fillWith, h, setText } from "../../lib/dom.js";
import { form } from "../../lib/form.js";
import { formatDuration } from "../../lib/format.js";
import { t, tn } from "../../lib/i18n.js";
import { asProblem, Problem } from "../../lib/problem.js";
import { problemBanner } from "../../parts/banner.js";
import { extendFields, messageField, messageIds } from "./acts.js";

const ACTS = ["message", "extend"];

/** The bar above the wall. It is always there, so that the wall does not move when somebody is selected. */
export function selectionBar(session) {
  let rows = [];
  const count = h("p", { class: "selection-count", "data-testid": "selection-count" });
  const outcome = h("p", { role: "status", class: "selection-outcome", "data-testid": "selection-outcome" });
  const trouble = h("div", {});
  // The form gives way to what came of it, and the focus goes back to where the act began.
  const ended = (act, text) => {
    expand(null);
    setText(outcome, text);
    toggles[ACTS.indexOf(act)].focus();
  };
  const forms = {
    message: messageForm(session, () => rows, outcome, ended),
    extend: extendForm(session, () => rows, outcome, ended),
  };
  const place = h("div", { class: "selection-form", hidden: true });
  const toggles = ACTS.map((act) => {
    const toggle = h(
      "button",
      { type: "button", class: "button secondary", "aria-expanded": "false", "data-testid": `selected-${act}` },
      t(`proctor.selection.${act}`),
    );
    toggle.addEventListener("click", () => expand(toggle.getAttribute("aria-expanded") === "true" ? null : act));
    return toggle;
  });
  const expand = (wanted) => {
    toggles.forEach((toggle, index) => toggle.setAttribute("aria-expanded", String(ACTS[index] === wanted)));
    fillWith(place, wanted && forms[wanted]);
    place.hidden = wanted === null;
    if (wanted) place.querySelector("textarea, input").focus();
  };
  const lower = h(
    "button",
    { type: "button", class: "button secondary", "data-testid": "selected-lower" },
    t("proctor.selection.lower"),
  );
  lower.addEventListener("click", () => void lowerHands(session, rows, lower, outcome, trouble));
  const show = (selected, shown) => {
    rows = selected;
    setText(count, countText(selected, shown));
    toggles.forEach((toggle) => (toggle.disabled = withPaper(selected).length === 0));
    if (lower.getAttribute("aria-disabled") !== "true")
      lower.disabled = !selected.some(({ hand_since: since }) => since);
  };
  const element = h(
    "section",
    { class: "selection", "aria-label": t("proctor.selection.title"), "data-testid": "selection" },
    h("div", { class: "toolbar" }, count, toggles, lower),
    place,
    outcome,
    trouble,
  );
  show([], new Set());
  return { element, show };
}

function countText(selected, shown) {
  if (selected.length === 0) return t("proctor.selection.nobody");
  const hidden = selected.filter(({ account }) => !shown.has(account)).length;
  const told = tn("proctor.selected", selected.length);
  return hidden > 0 ? `${told}, ${tn("proctor.selection.hidden", hidden)}` : told;
}

// Only who has been in the room has a paper, and with it somebody to talk to and a time to extend.
function withPaper(rows) {
  return rows.filter(({ attempt }) => attempt);
}

function attemptsOf(rows) {
  const attempts = withPaper(rows).map(({ attempt }) => attempt);
  if (attempts.length > 0) return attempts;
  const title = t("proctor.selection.nobody");
  throw new Problem({
    type: "/problems/validation-failed",
    status: 422,
    title,
    detail: t("proctor.selection.nobody_detail"),
  });
}

function messageForm(session, rows, outcome, ended) {
  const text = messageField("selected");
  const ids = messageIds();
  const send = async (values) => {
    const attempts = attemptsOf(rows());
    const selected = rows().length;
    setText(outcome, tn("proctor.selection.sending", attempts.length));
    const sent = await outcomeOf(outcome, () => session.message(attempts, values.text, ids.of(values.text, attempts)));
    ids.renew();
    text.input.value = "";
    ended("message", t("proctor.selection.sent", { done: sent, count: selected }));
  };
  return form({ fields: [text], button: t("proctor.selection.send"), send, testid: "selected-message-form" });
}

function extendForm(session, rows, outcome, ended) {
  const fields = extendFields("selected");
  const send = async (values) => {
    const attempts = attemptsOf(rows());
    const selected = rows().length;
    const by_s = Math.round(values.minutes * 60);
    setText(outcome, tn("proctor.selection.extending", attempts.length));
    const body = { by_s, reason: values.reason, attempts };
    const { moved } = await outcomeOf(outcome, () => session.command("extend", body));
    fields.at(-1).input.value = "";
    ended("extend", t("proctor.selection.extended", { done: moved, count: selected, time: formatDuration(by_s) }));
  };
  return form({ fields, button: t("proctor.extend.button"), send, testid: "selected-extend-form" });
}

// What is under way is said until it is over; a refusal is said by the form.
async function outcomeOf(outcome, act) {
  try {
    return await act();
  } finally {
    setText(outcome, "");
  }
}

async function lowerHands(session, rows, button, outcome, trouble) {
  const raised = rows.filter(({ hand_since: since }) => since);
  if (button.getAttribute("aria-disabled") === "true") return;
  button.setAttribute("aria-disabled", "true");
  fillWith(trouble);
  let done = 0;
  try {
    for (const { attempt } of raised) {
      setText(outcome, t("proctor.selection.lowering", { done, count: raised.length }));
      await session.lowerHand(attempt);
      done += 1;
    }
  } catch (error) {
    fillWith(trouble, problemBanner(asProblem(error)));
  } finally {
    button.removeAttribute("aria-disabled");
    setText(outcome, t("proctor.selection.lowered", { done, count: raised.length }));
  }
}
