// A forgotten password: asking for the link, and, where the link leads, setting a new one.
import { api } from "../lib/api.js";
import { fillWith, h } from "../lib/dom.js";
import { form } from "../lib/form.js";
import { t } from "../lib/i18n.js";
import { startPage } from "../lib/page.js";
import { banner } from "../parts/banner.js";
import { emailField, newPasswordField } from "../parts/credentials.js";

await startPage({ title: "page.reset.title" }, ({ main, query }) => {
  const token = query.get("token");
  fillWith(main, h("h1", {}, t("page.reset.title")), token ? setting(main, token) : asking());
});

function asking() {
  const send = async (values) => {
    await api.post("/api/auth/password/ask", values);
    return t("page.reset.asked");
  };
  return [
    h("p", {}, t("page.reset.ask_hint")),
    form({ fields: [emailField()], button: t("page.reset.ask_button"), send, testid: "ask-reset" }),
  ];
}

function setting(main, token) {
  const send = async (values) => {
    await api.post("/api/auth/password/reset", { ...values, token });
    // A used link is good for nothing, so it need not stand in the address and in the history.
    history.replaceState(null, "", location.pathname);
    fillWith(main, h("h1", {}, t("page.reset.title")), done());
  };
  return [
    h("p", {}, t("page.reset.set_hint")),
    form({
      fields: [newPasswordField({ name: "password", label: t("page.account.new_password") })],
      button: t("page.reset.set_button"),
      send,
      testid: "set-password",
    }),
    h("p", {}, h("a", { href: "/reset", "data-testid": "ask-again" }, t("page.reset.again"))),
  ];
}

function done() {
  return [
    h("div", { "data-testid": "outcome" }, banner("good", t("page.reset.done"))),
    h("p", {}, h("a", { href: "/sign-in", "data-testid": "to-sign-in" }, t("page.sign_in.title"))),
  ];
}
