// The fields by which people say who they are, the same on every page, so that browsers and password managers know them.
import { t } from "../lib/i18n.js";
import { field } from "./field.js";

/** The mail address that somebody signs in with. */
export function emailField() {
  return field({
    name: "email",
    label: t("page.account.email"),
    type: "email",
    required: true,
    attributes: { autocomplete: "username", inputmode: "email", autocapitalize: "none", spellcheck: "false" },
  });
}

/** The password that somebody has. */
export function passwordField({ name = "password", label = t("page.account.password") } = {}) {
  return field({ name, label, type: "password", required: true, attributes: { autocomplete: "current-password" } });
}

/** A password that somebody chooses, with what it needs. */
export function newPasswordField({ name = "password", label = t("page.account.password") } = {}) {
  return field({
    name,
    label,
    hint: t("page.account.password_hint"),
    type: "password",
    required: true,
    attributes: { autocomplete: "new-password" },
  });
}

/** A code of the second factor. */
export function codeField({ hint = t("page.account.code_hint") } = {}) {
  return field({
    name: "code",
    label: t("page.account.code"),
    hint,
    required: true,
    attributes: { autocomplete: "one-time-code", autocapitalize: "characters", spellcheck: "false", maxlength: "40" },
  });
}
