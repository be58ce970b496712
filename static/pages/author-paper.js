// The paper of an exam: what students will be asked, put together, looked at and published.
import { fillWith, h } from "../lib/dom.js";
import { t } from "../lib/i18n.js";
import { startPage } from "../lib/page.js";
import { emptyState } from "../parts/empty.js";
import { showPaper } from "./author/paper/editor.js";

await startPage({ title: "page.paper.title", signIn: "required" }, async ({ main, me, query }) => {
  const exam = query.get("exam");
  if (exam) return showPaper(main, me.id, exam);
  const desk = h("p", {}, h("a", { href: "/author" }, t("page.author.title")));
  return fillWith(main, h("h1", {}, t("page.paper.title")), emptyState(t("page.paper.no_exam"), desk));
});
