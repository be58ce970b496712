// What a problem type means and what to do; the address that every refusal names.
import { fillWith, h } from "../lib/dom.js";
import { hasText, t } from "../lib/i18n.js";
import { startPage } from "../lib/page.js";
import { loadProtocol } from "../lib/protocol.js";
import { emptyState } from "../parts/empty.js";
import { stackingTable } from "../parts/table.js";

await startPage({ title: "page.problem.title" }, async ({ main, query }) => {
  const slug = query.get("slug") ?? location.pathname.split("/")[2] ?? "";
  const { problems } = await loadProtocol();
  const found = problems.find((one) => one.slug === slug);
  fillWith(main, found ? onePage(found) : allPage(problems, slug));
});

function onePage({ slug, status }) {
  return [
    h("h1", {}, t(`problem.${slug}.title`)),
    h("p", {}, advice(slug)),
    h("p", { class: "fine" }, t("page.problem.facts", { slug, status })),
    h("p", {}, h("a", { href: "/problems/all" }, t("page.problem.all"))),
  ];
}

function allPage(problems, slug) {
  const known = problems.filter((one) => hasText(`problem.${one.slug}.title`));
  const rows = known.map((one) => [
    h("a", { href: `/problems/${one.slug}` }, one.slug),
    String(one.status),
    t(`problem.${one.slug}.title`),
    advice(one.slug),
  ]);
  const columns = ["slug", "status", "meaning", "advice"].map((column) => t(`page.problem.${column}`));
  return [
    h("h1", {}, t("page.problem.title")),
    slug && slug !== "all" ? emptyState(t("page.problem.unknown", { slug })) : "",
    stackingTable(t("page.problem.all"), columns, rows),
  ];
}

// A refusal says which line, how many: here, where nothing was refused, it is left open.
function advice(slug) {
  return t(`problem.${slug}.detail`).replaceAll(/\{\w+\}/g, "…");
}
