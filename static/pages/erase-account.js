// Erasing the own account: what goes, what stays, until when it can be called off, and then the question.
import { api } from "../lib/api.js";
import { fillWith, h } from "../lib/dom.js";
import { form } from "../lib/form.js";
import { formatTime } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { keepPerson } from "../lib/kept-rooms.js";
import { startPage } from "../lib/page.js";
import { banner } from "../parts/banner.js";
import { codeField, passwordField } from "../parts/credentials.js";
import { confirmDialog } from "../parts/dialog.js";

await startPage({ title: "page.erase.title", signIn: "required" }, async ({ main, me }) => {
  const { on_since: hasSecondFactor } = await api.get("/api/auth/second-factor");
  const fields = [passwordField(), ...(hasSecondFactor ? [codeField()] : [])];
  const send = async (values) => {
    const sure = await confirmDialog({
      title: t("page.erase.question"),
      content: h("p", {}, t("page.erase.question_detail")),
      confirm: t("page.erase.button"),
      kind: "danger",
      testid: "erase",
    });
    if (!sure) return;
    const { erased_from: from } = await api.post("/api/auth/erasure", values);
    await keepPerson(null).catch((error) => console.info("Kept rooms stay.", error));
    showAsked(main, from);
  };
  fillWith(
    main,
    h("h1", {}, t("page.erase.title")),
    h("p", {}, t("page.erase.what", { email: me.email })),
    h("h2", {}, t("page.erase.goes")),
    points("goes", ["identity", "signing_in", "mails", "talk"]),
    h("h2", {}, t("page.erase.stays")),
    points("stays", ["exams", "log"]),
    h("p", {}, t("page.erase.pseudonym")),
    h("h2", {}, t("page.erase.when")),
    h("p", {}, t("page.erase.call_off")),
    h("p", {}, h("a", { href: "/my-data" }, t("page.erase.download_first"))),
    form({ fields, button: t("page.erase.button"), send, testid: "erase", quiet: true }),
    h("p", {}, h("a", { href: "/account" }, t("page.erase.keep"))),
  );
});

function points(list, names) {
  return h(
    "ul",
    {},
    names.map((name) => h("li", {}, t(`page.erase.${list}_${name}`))),
  );
}

function showAsked(main, from) {
  const heading = h("h1", { tabindex: "-1" }, t("page.erase.title"));
  document.querySelector("eh-header").me = null;
  fillWith(
    main,
    heading,
    h(
      "div",
      { "data-testid": "erasure-asked" },
      banner("good", t("page.erase.asked", { time: formatTime(from) }), h("p", {}, t("page.erase.asked_detail"))),
    ),
    h("p", {}, h("a", { href: "/sign-in" }, t("page.sign_in.title"))),
  );
  heading.focus();
}
