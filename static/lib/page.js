// What every page does first: texts, who is signed in, header, then the page's own content into <main>.
import "../parts/header.js";
import { api } from "./api.js";
import { fillWith, h } from "./dom.js";
import { useTimeZone } from "./format.js";
import { loadTexts, t } from "./i18n.js";
import { keepPerson, lastPerson } from "./kept-rooms.js";
import { finishLeaving } from "./leaving.js";
import { asProblem, offlineProblem, Problem } from "./problem.js";
import { problemBanner } from "../parts/banner.js";

// Who reloads in the middle of an exam should not look at nothing for long.
const REMEMBERED_AFTER_MS = 6000;

/**
 * Builds the page. `build({ main, me, query, reached })` fills `main`; what it throws is shown as a banner.
 * With `signIn: "required"` a visitor without a session goes to the sign-in page and comes back. With "remembered" it is
 * the same, but while the server cannot be reached `me` is whoever was last signed in here, and `reached` is false.
 * `texts` names the catalogue where the page has one of its own.
 */
export async function startPage({ title, signIn = "optional", texts = null }, build) {
  const main = document.getElementById("main");
  try {
    const { me, problem, reached } = await whoIsHere(signIn);
    await loadTexts(me?.locale, texts);
    useTimeZone(me?.time_zone);
    document.title = `${t(title)} – ${t("page.product")}`;
    showFrame(me);
    // Said anew, because the texts were not here when it happened.
    if (problem && !me && signIn !== "optional") throw problem.status === 0 ? offlineProblem() : problem;
    if (!me && signIn !== "optional") return goToSignIn();
    await build({ main, me, reached, query: new URLSearchParams(location.search) });
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
async function whoIsHere(signIn) {
  try {
    await finishLeaving();
    return await heard(await api.get("/api/auth/me", {}, signIn === "remembered" ? REMEMBERED_AFTER_MS : undefined));
  } catch (error) {
    if (error instanceof Problem && error.status === 401) return heard(null);
    const me = signIn === "remembered" && error.passing ? lastPerson() : null;
    return { me, problem: error, reached: false };
  }
}

async function heard(me) {
  // Rooms that cannot be let go now are nobody's all the same: they are read by their owner alone.
  await keepPerson(me).catch((error) => console.info("Kept rooms stay.", error));
  navigator.serviceWorker?.register("/sw.js").catch((error) => console.info("No service worker.", error));
  return { me, reached: true };
}

function showFrame(me) {
  const header = document.querySelector("eh-header");
  header.me = me;
  const skip = document.querySelector(".skip-link");
  skip.textContent = t("page.skip");
}
