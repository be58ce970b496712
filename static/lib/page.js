// What every page does first: texts, who is signed in, header, then the page's own content into <main>.
import "../parts/header.js";
import { api } from "./api.js";
import { fillWith, h } from "./dom.js";
import { loadTexts, t } from "./i18n.js";
import { asProblem, Problem } from "./problem.js";
import { problemBanner } from "../parts/banner.js";

/**
 * Builds the page. `build({ main, me, query })` fills `main`; what it throws is shown as a banner.
 * With `signIn: "required"` a visitor without a session goes to the sign-in page and comes back.
 */
export async function startPage({ title, signIn = "optional" }, build) {
  const main = document.getElementById("main");
  try {
    const { me, problem } = await whoIsHere();
    await loadTexts(me?.locale);
    document.title = `${t(title)} – ${t("page.product")}`;
    showFrame(me);
    if (problem && signIn === "required") throw problem;
    if (!me && signIn === "required") return goToSignIn();
    await build({ main, me, query: new URLSearchParams(location.search) });
  } catch (error) {
    fillWith(main, h("h1", {}, t(title)), problemBanner(asProblem(error), { retry: () => location.reload() }));
  }
}

/** Sends the visitor to the sign-in page, from where they return to this address. */
export function goToSignIn() {
  location.assign(`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`);
}

/** The address to go to after signing in: only a path of this site, never another one. */
export function nextAddress(query, fallback) {
  const next = query.get("next") ?? "";
  return /^\/(?![/\\])/.test(next) ? next : fallback;
}

// Being signed out is an answer; a server that cannot say is a problem that public pages can live with.
async function whoIsHere() {
  try {
    return { me: await api.get("/api/auth/me") };
  } catch (error) {
    if (error instanceof Problem && error.status === 401) return { me: null };
    return { me: null, problem: error };
  }
}

function showFrame(me) {
  const header = document.querySelector("eh-header");
  header.me = me;
  const skip = document.querySelector(".skip-link");
  skip.textContent = t("page.skip");
}
