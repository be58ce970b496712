// Language and theme switch. Both are remembered on this browser.
import { h, icon, setText } from "../lib/dom.js";
import { chooseLanguage, currentLanguage, LANGUAGES, t } from "../lib/i18n.js";
import { readPreference, writePreference } from "../lib/preferences.js";

const THEMES = ["system", "light", "dark"];

/** A choice of language; the page reloads, which keeps unsent answers since they are on the device. */
export function languageSwitch() {
  const options = LANGUAGES.map((tag) =>
    h("option", { value: tag, selected: tag === currentLanguage(), lang: tag }, languageName(tag)),
  );
  const select = h(
    "select",
    { class: "small-select", "aria-label": t("part.language.label"), "data-testid": "language" },
    options,
  );
  select.addEventListener("change", () => {
    chooseLanguage(select.value);
    location.reload();
  });
  return select;
}

/** One button that walks through system, light and dark, and names the current one. */
export function themeSwitch() {
  const name = h("span", { class: "visually-hidden" });
  const button = h("button", { type: "button", class: "button quiet", "data-testid": "theme" }, icon("◐"), name);
  const show = () => {
    const text = t(`part.theme.${currentTheme()}`);
    setText(name, text);
    button.title = text;
  };
  button.addEventListener("click", () => {
    applyTheme(THEMES[(THEMES.indexOf(currentTheme()) + 1) % THEMES.length]);
    show();
  });
  show();
  return button;
}

function currentTheme() {
  const kept = readPreference("theme");
  return THEMES.includes(kept) ? kept : "system";
}

function applyTheme(theme) {
  writePreference("theme", theme === "system" ? null : theme);
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

function languageName(tag) {
  return new Intl.DisplayNames([tag], { type: "language" }).of(tag);
}
