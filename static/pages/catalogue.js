// The catalogue: what can be sat, with a search. Anybody may look.
import { api } from "../lib/api.js";
import { fillWith, h } from "../lib/dom.js";
import { t } from "../lib/i18n.js";
import { startPage } from "../lib/page.js";
import { emptyState } from "../parts/empty.js";
import { examFacts } from "../parts/exam-facts.js";
import { field } from "../parts/field.js";
import { pager } from "../parts/pager.js";

await startPage({ title: "page.catalogue.title" }, async ({ main, query }) => {
  const search = field({
    name: "query",
    label: t("page.catalogue.search"),
    type: "search",
    value: query.get("query"),
    attributes: { "data-testid": "search", maxlength: 200 },
  });
  const list = pager({
    load: (cursor) => api.get("/api/exams", { query: search.input.value.trim(), cursor }),
    row: examCard,
    empty: () => nothing(search.input.value.trim()),
  });
  const form = h(
    "form",
    { class: "search", role: "search" },
    search,
    h("button", { class: "button secondary", "data-testid": "search-submit" }, t("page.catalogue.find")),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    history.replaceState(null, "", `?${new URLSearchParams({ query: search.input.value.trim() })}`);
    void list.start();
  });
  fillWith(main, h("h1", {}, t("page.catalogue.title")), form, list);
  await list.start();
});

function examCard(exam) {
  const title = h("a", { href: `/exam?id=${encodeURIComponent(exam.id)}`, "data-testid": "exam-link" }, exam.title);
  return h(
    "li",
    { class: "card", lang: exam.language, "data-testid": "exam-card" },
    h("h2", {}, title),
    h("p", {}, exam.summary),
    examFacts(exam),
  );
}

function nothing(query) {
  if (query) return emptyState(t("page.catalogue.no_match", { query }), h("p", {}, t("page.catalogue.no_match_hint")));
  return emptyState(t("page.catalogue.empty"), h("p", {}, t("page.catalogue.empty_hint")));
}
