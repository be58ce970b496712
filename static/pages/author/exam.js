// One exam of an author: import, the way to its bank, publishing, sittings.
import { api } from "../../lib/api.js";
import { fillWith, h } from "../../lib/dom.js";
import { t } from "../../lib/i18n.js";
import { actionButton } from "../../parts/action-button.js";
import { examFacts } from "../../parts/exam-facts.js";
import { importBlock } from "./import.js";
import { sittingsBlock } from "./sittings.js";

/** Fills `main` with the exam `id`. */
export async function showExam(main, id) {
  const path = `/api/exams/${encodeURIComponent(id)}`;
  const exam = await api.get(path);
  document.title = `${exam.title} – ${t("page.product")}`;
  const bank = `/author?exam=${encodeURIComponent(id)}&view=bank`;
  const sittings = sittingsBlock(exam);
  const publish = async () => {
    await api.post(`${path}/publish`);
    location.reload();
  };
  fillWith(
    main,
    h("h1", {}, exam.title),
    h("p", {}, exam.summary, " ", h("a", { href: `/exam?id=${encodeURIComponent(id)}` }, t("page.author.public_page"))),
    examFacts(exam),
    importBlock(path),
    h("h2", {}, t("page.author.questions")),
    h("p", {}, h("a", { href: bank, class: "button secondary", "data-testid": "to-bank" }, t("page.bank.title"))),
    h("h2", {}, t("page.author.publish")),
    h("p", {}, t("page.author.publish_hint")),
    actionButton({ label: t("page.author.publish"), act: publish, testid: "publish-exam", kind: "secondary" }),
    sittings,
  );
}
