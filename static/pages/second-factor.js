// The second factor: set up step by step, and taken away again.
import { api } from "../lib/api.js";
import { fillWith, h } from "../lib/dom.js";
import { form } from "../lib/form.js";
import { formatNumber, formatTime } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { startPage } from "../lib/page.js";
import { banner } from "../parts/banner.js";
import { codeField, passwordField } from "../parts/credentials.js";
import { facts } from "../parts/exam-facts.js";
import { qrCode } from "../parts/qr-code.js";
import { tag } from "../parts/tag.js";

const PATH = "/api/auth/second-factor";

await startPage({ title: "page.second_factor.title", signIn: "required" }, async ({ main }) => {
  await showState(main);
});

async function showState(main) {
  const state = await api.get(PATH);
  const { on_since: since, recovery_codes_left: left } = state;
  const word = since ? tag("good", t("page.second_factor.on")) : tag("neutral", t("page.second_factor.off"));
  fillWith(
    main,
    heading(),
    h("p", {}, t("page.second_factor.why")),
    facts([
      [t("page.second_factor.state"), word],
      since && [t("page.second_factor.since"), formatTime(since)],
      since && [t("page.second_factor.codes_left"), formatNumber(left)],
    ]),
    since ? whenOn(main) : whenOff(main),
    h("p", {}, h("a", { href: "/account" }, t("page.account.title"))),
  );
}

function whenOff(main) {
  const send = async (values) => showOffer(main, await api.post(PATH, values));
  return [
    h("p", {}, t("page.second_factor.apps")),
    form({ fields: [passwordField()], button: t("page.second_factor.begin"), send, testid: "begin" }),
  ];
}

function whenOn(main) {
  const renew = async (values) => showCodes(main, await api.post(`${PATH}/codes`, values), null);
  const turnOff = async (values) => {
    await api.post(`${PATH}/off`, values);
    await showState(main);
    focusHeading(main);
  };
  const proof = () => [passwordField(), codeField()];
  return [
    h("h2", {}, t("page.second_factor.renew")),
    h("p", {}, t("page.second_factor.renew_hint")),
    form({ fields: proof(), button: t("page.second_factor.renew_button"), send: renew, testid: "renew", quiet: true }),
    h("h2", {}, t("page.second_factor.turn_off")),
    h("p", {}, t("page.second_factor.turn_off_hint")),
    form({ fields: proof(), button: t("page.second_factor.turn_off"), send: turnOff, testid: "turn-off", quiet: true }),
  ];
}

function showOffer(main, offer) {
  const code = codeField({ hint: t("page.second_factor.code_hint") });
  const send = async (values) => {
    const codes = await api.post(`${PATH}/confirm`, values);
    showCodes(main, codes, banner("good", t("page.second_factor.turned_on")));
  };
  fillWith(
    main,
    heading(),
    h("h2", {}, t("page.second_factor.step_scan")),
    h("p", {}, t("page.second_factor.scan_hint")),
    qrCode(offer.qr_code),
    facts([
      [
        t("page.second_factor.secret"),
        h("span", { class: "secret", "data-testid": "secret" }, grouped(offer.secret)),
      ],
    ]),
    h("p", {}, h("a", { href: offer.uri }, t("page.second_factor.open_app"))),
    h("h2", {}, t("page.second_factor.step_code")),
    form({ fields: [code], button: t("page.second_factor.confirm"), send, testid: "confirm" }),
  );
  focusHeading(main);
}

function showCodes(main, { recovery_codes: codes }, done) {
  const print = { type: "button", class: "button secondary", onclick: () => window.print(), "data-testid": "print" };
  fillWith(
    main,
    heading(),
    done,
    h("h2", {}, t("page.second_factor.codes_title")),
    h("p", {}, t("page.second_factor.codes_hint")),
    h(
      "ul",
      { class: "code-list", "data-testid": "recovery-codes" },
      codes.map((code) => h("li", {}, code)),
    ),
    h(
      "div",
      { class: "form-actions" },
      h("a", { class: "button", href: "/second-factor", "data-testid": "written" }, t("page.second_factor.written")),
      h("button", print, t("page.second_factor.print")),
    ),
  );
  focusHeading(main);
}

// Whoever listens to the page hears that it is another one now.
function focusHeading(main) {
  main.querySelector("h1").focus();
}

function heading() {
  return h("h1", { tabindex: "-1" }, t("page.second_factor.title"));
}

// Four letters at a time are easier to type.
function grouped(secret) {
  return secret.match(/.{1,4}/g).join(" ");
}
