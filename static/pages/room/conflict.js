// Two answers to one question, written on two devices. Nothing is merged silently: the student sees both and chooses.
import { h } from "../../lib/dom.js";
import { formatTime } from "../../lib/format.js";
import { t } from "../../lib/i18n.js";
import { banner } from "../../parts/banner.js";
import { responseText } from "../../parts/response-text.js";

/** `choose("mine" | "stored")` settles it. */
export function conflictBox(question, { mine, stored, savedAt }, choose) {
  const side = (title, response, which) =>
    h(
      "div",
      { class: "card" },
      h("h3", {}, title),
      responseText(question, response),
      h(
        "button",
        { type: "button", class: "button secondary", "data-testid": `keep-${which}`, onclick: () => choose(which) },
        t(`room.conflict.keep_${which}`),
      ),
    );
  return h(
    "div",
    { "data-testid": "conflict" },
    banner("bad", t("problem.answer-conflict.title"), h("p", {}, t("problem.answer-conflict.detail"))),
    h(
      "div",
      { class: "columns" },
      side(t("room.conflict.mine"), mine, "mine"),
      side(t("room.conflict.stored", { time: formatTime(savedAt) }), stored, "stored"),
    ),
  );
}
