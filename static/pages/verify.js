// Where the link of a mail leads that shows an address to be one's own. Opening it is all there is to do.
import { api } from "../lib/api.js";
import { fillWith, h } from "../lib/dom.js";
import { t } from "../lib/i18n.js";
import { startPage } from "../lib/page.js";
import { asProblem } from "../lib/problem.js";
import { banner, problemBanner } from "../parts/banner.js";
import { emptyState } from "../parts/empty.js";

await startPage({ title: "page.confirm.title" }, async ({ main, me, query }) => {
  const token = query.get("token");
  const outcome = token ? await verify(token, me) : withoutLink();
  fillWith(
    main,
    h("h1", {}, t("page.confirm.title")),
    h("div", { "data-testid": "outcome" }, outcome),
    h("p", {}, h("a", { href: "/account", "data-testid": "to-account" }, t("page.confirm.account"))),
  );
});

function withoutLink() {
  return emptyState(t("page.confirm.none"), h("p", {}, t("page.confirm.none_hint")));
}

async function verify(token, me) {
  try {
    await api.post("/api/auth/verify", { token });
  } catch (error) {
    const problem = asProblem(error);
    // Who opens the link a second time has nothing left to do.
    const isDone = problem.slug === "link-invalid" && me?.email_verified;
    if (!isDone) return problemBanner(problem, { retry: () => location.reload() });
  }
  // A used link is good for nothing, so it need not stand in the address and in the history.
  history.replaceState(null, "", location.pathname);
  return banner("good", t("page.confirm.done"));
}
