// Signing in. One thing on the page; afterwards back to where the visitor came from.
import { api } from "../lib/api.js";
import { fillWith, h } from "../lib/dom.js";
import { form } from "../lib/form.js";
import { t } from "../lib/i18n.js";
import { nextAddress, startPage } from "../lib/page.js";
import { field } from "../parts/field.js";

await startPage({ title: "page.sign_in.title" }, ({ main, query }) => {
  const next = nextAddress(query, "/my");
  const fields = [
    field({
      name: "email",
      label: t("page.account.email"),
      type: "email",
      required: true,
      attributes: { autocomplete: "username", inputmode: "email", autocapitalize: "none", spellcheck: "false" },
    }),
    field({
      name: "password",
      label: t("page.account.password"),
      type: "password",
      required: true,
      attributes: { autocomplete: "current-password" },
    }),
  ];
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
  fillWith(
    main,
    h("h1", {}, t("page.sign_in.title")),
    form({ fields, button: t("page.sign_in.button"), send, testid: "sign-in" }),
    register,
  );
});
