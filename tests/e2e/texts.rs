//! The texts of the pages, from the catalogues that the pages read, with plain spaces: what keeps a sign to its word is
//! seen and not heard.

use serde_json::Value;

/// The text under `key` in a language.
pub fn text(language: &str, key: &str) -> String {
    let catalogue = match language {
        "fr" => include_str!("../../static/i18n/fr.json"),
        _ => include_str!("../../static/i18n/en.json"),
    };
    let catalogue: Value = serde_json::from_str(catalogue).unwrap();
    plain(catalogue[key].as_str().unwrap_or_else(|| panic!("there is no text {key}")))
}

/// A text with plain spaces in the place of those that do not break.
pub fn plain(text: &str) -> String {
    text.replace(['\u{a0}', '\u{202f}'], " ")
}
