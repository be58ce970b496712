// <eh-header>: product name, the places a role has, language and theme switch, sign in or out. `me` is set by
// lib/page.js.
import { fillWith, h } from "../lib/dom.js";
import { t } from "../lib/i18n.js";
import { leave } from "../lib/leaving.js";
import { languageSwitch, themeSwitch } from "./switches.js";

// Pages that belong to a place without being it.
const WITHIN = {
  "/exam": "/",
  "/result": "/my",
  "/author/paper": "/author",
  "/sitting": "/author",
  "/results": "/author",
  "/marking": "/author",
};

class Header extends HTMLElement {
  connectedCallback() {
    this.setAttribute("role", "banner");
  }

  /** The signed-in person, or null. */
  set me(me) {
    fillWith(
      this,
      h("a", { class: "product", href: "/" }, t("page.product")),
      h("nav", { "aria-label": t("page.nav.label"), class: "places" }, places(me).map(place)),
      h("div", { class: "header-tools" }, languageSwitch(), themeSwitch(), me ? signedIn(me) : signedOut()),
    );
  }
}

customElements.define("eh-header", Header);

function places(me) {
  const roles = me?.roles ?? [];
  const may = (role) => roles.includes(role) || roles.includes("admin");
  return [
    ["/", "page.nav.catalogue", true],
    ["/my", "page.nav.my", me !== null],
    ["/payments", "page.nav.payments", roles.includes("student")],
    ["/proctor", "page.nav.proctor", may("proctor") || may("author")],
    ["/author", "page.nav.author", may("author")],
    ["/admin/payments", "page.nav.admin_payments", roles.includes("admin")],
    ["/status", "page.nav.status", roles.includes("admin")],
  ].filter(([, , shown]) => shown);
}

function place([href, key]) {
  const at = location.pathname;
  const current = at === href ? "page" : WITHIN[at] === href ? "true" : null;
  return h("a", { href, "aria-current": current, "data-testid": `nav-${key.split(".").pop()}` }, t(key));
}

function signedIn(me) {
  const button = h(
    "button",
    { type: "button", class: "button quiet", "data-testid": "sign-out", onclick: signOut },
    t("page.nav.sign_out"),
  );
  return [h("a", { class: "who", href: "/account", "data-testid": "who" }, me.name), button];
}

function signedOut() {
  return h("a", { class: "button quiet", href: "/sign-in", "data-testid": "nav-sign-in" }, t("page.nav.sign_in"));
}

async function signOut() {
  await leave();
  location.assign("/");
}
