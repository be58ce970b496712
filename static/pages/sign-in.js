// Signing in. One thing on the page: address and password, then the code of who has a second factor; afterwards back to
// where the visitor came from.
import { api } from "../lib/api.js";
import { fillWith, h } from "../lib/dom.js";
import { form } from "../lib/form.js";
import { t } from "../lib/i18n.js";
import { nextAddress, startPage } from "../lib/page.js";
import { codeField, emailField, passwordField } from "../parts/credentials.js";

await startPage({ title: "page.sign_in.title" }, ({ main, query }) => {
  const next = nextAddress(query, "/my");
  const fields = [emailField(), passwordField()];
  const send = async (values) => {
    const answer = await api.post("/api/auth/login", values);
    if (answer.halfway) askForCode(main, answer.halfway, next);
    else location.assign(next);
  };
  const register = h(
    "p",
    {},
    t("page.sign_in.no_account"),
    " ",
    h(
      "a",
      { href: `/register?next=${encodeURIComponent(next)}`, "data-testid": "to-register" },
      t("page.register.title"),
    ),
  );
  const forgotten = h("p", {}, h("a", { href: "/reset", "data-testid": "to-reset" }, t("page.sign_in.forgotten")));
  fillWith(
    main,
    h("h1", {}, t("page.sign_in.title")),
    form({ fields, button: t("page.sign_in.button"), send, testid: "sign-in" }),
    forgotten,
    register,
  );
});

function askForCode(main, halfway, next) {
  const code = codeField();
  const send = async (values) => {
    await api.post("/api/auth/login/finish", { halfway, ...values });
    location.assign(next);
  };
  fillWith(
    main,
    h("h1", {}, t("page.sign_in.code_title")),
    h("p", {}, t("page.sign_in.code_hint")),
    form({ fields: [code], button: t("page.sign_in.code_button"), send, testid: "code" }),
    h("p", {}, t("page.sign_in.code_lost")),
    h("p", {}, h("a", { href: location.href, "data-testid": "begin-again" }, t("page.sign_in.begin_again"))),
  );
  code.input.focus();
}
