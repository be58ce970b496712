// A question as students will see it, drawn by the room's own part; an answer can be tried and is marked by the server.
import { api } from "../../lib/api.js";
import { fillWith, h } from "../../lib/dom.js";
import { formatMarks } from "../../lib/format.js";
import { t } from "../../lib/i18n.js";
import { markup } from "../../lib/markup.js";
import { drawFormulas } from "../../lib/mathematics.js";
import { actionButton } from "../../parts/action-button.js";
import { banner } from "../../parts/banner.js";
import { showPictures } from "../../parts/picture.js";
import "../../parts/question.js";
import { authorsPictures } from "./pictures.js";

const SIGNS = { correct: "good", partial: "warning", wrong: "bad", blank: "info", pending: "info" };

/** `action` is a button for the form; `draft()` answers what is written in it. `path` is the exam's address in the API. */
export function previewBlock(path, draft) {
  const element = h("section", { "data-testid": "preview", "aria-live": "polite" });
  const send = async () => {
    element.replaceChildren();
    const question = draft();
    const { shown } = await api.post(`${path}/preview`, { question });
    fillWith(element, trial(path, question, shown));
    element.scrollIntoView({ block: "nearest" });
  };
  return { element, action: { button: t("page.preview.show"), send, testid: "show-preview" } };
}

function trial(path, question, shown) {
  let response = null;
  const asked = h("eh-question", {});
  asked.build(shown, null);
  showPictures(asked, authorsPictures(path));
  asked.addEventListener("answer", ({ detail }) => (response = detail.response));
  const told = h("div", { "data-testid": "mark" });
  const act = async () => {
    told.replaceChildren();
    if (response === null) return void fillWith(told, banner("info", t("page.preview.nothing")));
    const { mark } = await api.post(`${path}/preview`, { question, response });
    fillWith(told, markBox(mark));
    showPictures(told, authorsPictures(path));
    await drawFormulas(told);
  };
  return [
    h("h2", {}, t("page.preview.title")),
    h("p", { class: "hint" }, t("page.preview.hint")),
    h(
      "div",
      { class: "card" },
      asked,
      actionButton({ label: t("page.preview.try"), act, testid: "try", kind: "secondary" }),
      told,
    ),
  ];
}

function markBox({ awarded, max, correct, feedback }) {
  const points =
    awarded === null
      ? t("page.preview.by_hand")
      : t("page.result.points", { points: formatMarks(awarded), max: formatMarks(max) });
  const said = feedback.map((html) => h("div", { class: "written" }, markup(html)));
  return banner(SIGNS[correct], `${t(`page.preview.${correct}`)} · ${points}`, said);
}
