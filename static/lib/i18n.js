// Texts come from the catalogues that the server reads too. The language is the person's choice on this browser, else
// the account's, else the browser's.
import { readPreference, writePreference } from "./preferences.js";

export const LANGUAGES = ["en", "fr"];

let language = "en";
let texts = {};
let plurals = new Intl.PluralRules("en");

/**
 * Loads the catalogue; `accountLanguage` may be undefined. `of` is a page that has a smaller one of its own, or null.
 */
export async function loadTexts(accountLanguage, of = null) {
  const wished = [readPreference("language"), accountLanguage, ...(navigator.languages ?? [])];
  const found = wished.map((tag) => tag?.slice(0, 2)).find((tag) => LANGUAGES.includes(tag)) ?? "en";
  if (found === language && Object.keys(texts).length > 0) return;
  const answer = await fetch(new URL(`../i18n/${found}.json${of === null ? "" : `?of=${of}`}`, import.meta.url));
  if (!answer.ok) throw new Error(`The catalogue ${found} could not be loaded (${answer.status}).`);
  texts = await answer.json();
  language = found;
  plurals = new Intl.PluralRules(found);
  document.documentElement.lang = found;
}

/** The language of the page, "en" or "fr". */
export function currentLanguage() {
  return language;
}

/** Remembers the language; the caller reloads the page where that loses nothing. */
export function chooseLanguage(tag) {
  writePreference("language", tag);
}

export function hasText(key) {
  return key in texts;
}

/** The text under `key` with `{name}` filled from `args`. A missing text shows its key, so that it is noticed. */
export function t(key, args = {}) {
  return fill(texts[key] ?? key, args);
}

/** The plural form of `key` for `count`; `{count}` is filled in the language's digits. */
export function tn(key, count, args = {}) {
  const form = `${key}.${plurals.select(count)}`;
  const text = texts[form] ?? texts[`${key}.other`] ?? key;
  return fill(text, { count: new Intl.NumberFormat(language).format(count), ...args });
}

function fill(text, args) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in args ? String(args[name]) : whole));
}
