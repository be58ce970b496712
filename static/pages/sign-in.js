// Signing in. One thing on the page; afterwards back to where the visitor came from.
import { api } from "../lib/api.js";
import { fillWith, h } from "../lib/dom.js";
import { form } from "../lib/form.js";
import { t } from "../lib/i18n.js";
import { nextAddress, startPage } from "../lib/page.js";
import { emailField, passwordField } from "../parts/credentials.js";

await startPage({ title: "page.sign_in.title" }, ({ main, query }) => {
  const next = nextAddress(query, "/my");
  const fields = [emailField(), passwordField()];
  const send = async (values) => {
    await api.post("/api/auth/login", values);
    location.assign(next);
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
