// Name, language and time zone.
import { api } from "../../lib/api.js";
import { form } from "../../lib/form.js";
import { useTimeZone } from "../../lib/format.js";
import { chooseLanguage, currentLanguage, LANGUAGES, t } from "../../lib/i18n.js";
import { field } from "../../parts/field.js";

/** `changed(me)` shows the account as it is then. */
export function profileForm(me, changed) {
  const fields = [
    field({
      name: "name",
      label: t("page.account.name"),
      hint: t("page.account.name_hint"),
      required: true,
      value: me.name,
      attributes: { autocomplete: "name" },
    }),
    field({
      name: "locale",
      label: t("page.account.language"),
      hint: t("page.account.language_hint"),
      type: "select",
      options: LANGUAGES.map((tag) => [tag, t(`page.account.language_${tag}`)]),
      value: me.locale,
    }),
    timeZoneField(me.time_zone),
  ];
  const send = async (values) => {
    const now = await api.put("/api/auth/profile", values);
    chooseLanguage(now.locale);
    if (now.locale !== currentLanguage()) return location.reload();
    useTimeZone(now.time_zone);
    await changed(now);
    return t("page.account.saved");
  };
  return form({ fields, button: t("page.account.save"), send, testid: "profile", quiet: true });
}

// A browser that cannot list the zones gets a field to type one; the server knows which exist.
function timeZoneField(chosen) {
  const about = { name: "time_zone", label: t("page.account.time_zone"), hint: t("page.account.time_zone_hint") };
  if (!Intl.supportedValuesOf) return field({ ...about, value: chosen, attributes: { placeholder: "Africa/Douala" } });
  const names = [...new Set([...Intl.supportedValuesOf("timeZone"), ...(chosen ? [chosen] : [])])].sort();
  const device = t("page.account.time_zone_device", { zone: new Intl.DateTimeFormat().resolvedOptions().timeZone });
  const options = [["", device], ...names.map((name) => [name, name.replaceAll("_", " ")])];
  return field({ ...about, type: "select", options, value: chosen ?? "" });
}
