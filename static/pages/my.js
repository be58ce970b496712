// The exams I am enrolled in, with the way into the room and to the results.
import { api } from "../lib/api.js";
import { fillWith, h } from "../lib/dom.js";
import { t } from "../lib/i18n.js";
import { startPage } from "../lib/page.js";
import { emptyState } from "../parts/empty.js";
import { pager } from "../parts/pager.js";
import { sittingFacts, sittingLinks } from "../parts/sitting.js";

await startPage({ title: "page.my.title", signIn: "required" }, async ({ main }) => {
  const exams = pager({
    load: (cursor) => api.get("/api/my/exams", { cursor }),
    row: examRow,
    empty: () => emptyState(t("page.my.empty"), h("p", {}, h("a", { href: "/" }, t("page.my.empty_hint")))),
  });
  fillWith(main, h("h1", {}, t("page.my.title")), exams);
  await exams.start();
});

function examRow({ exam, sitting }) {
  const title = h("a", { href: `/exam?id=${encodeURIComponent(exam.id)}` }, exam.title);
  return h(
    "li",
    { class: "card", "data-testid": "my-exam" },
    h("h2", {}, title),
    h("p", { class: "fine" }, sitting.title),
    sittingFacts(sitting),
    sittingLinks(sitting),
  );
}
