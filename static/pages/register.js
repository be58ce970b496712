// Registering. The account is a student's; other roles are given by an admin.
import { api } from "../lib/api.js";
import { fillWith, h } from "../lib/dom.js";
import { form } from "../lib/form.js";
import { currentLanguage, t } from "../lib/i18n.js";
import { nextAddress, startPage } from "../lib/page.js";
import { emailField, newPasswordField } from "../parts/credentials.js";
import { field } from "../parts/field.js";

await startPage({ title: "page.register.title" }, ({ main, query }) => {
  const next = nextAddress(query, "/");
  const fields = [
    field({
      name: "name",
      label: t("page.account.name"),
      hint: t("page.account.name_hint"),
      required: true,
      attributes: { autocomplete: "name" },
    }),
    emailField(),
    newPasswordField(),
  ];
  const send = async (values) => {
    await api.post("/api/auth/register", { ...values, locale: currentLanguage() });
    location.assign(next);
  };
  const signIn = h(
    "p",
    {},
    t("page.register.have_account"),
    " ",
    h("a", { href: `/sign-in?next=${encodeURIComponent(next)}`, "data-testid": "to-sign-in" }, t("page.sign_in.title")),
  );
  fillWith(
    main,
    h("h1", {}, t("page.register.title")),
    form({ fields, button: t("page.register.button"), send, testid: "register" }),
    signIn,
  );
});
