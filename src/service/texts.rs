//! The catalogues: every sentence that a person reads, in every language, compiled in from the files the browser reads too.

use crate::service::problem::{FieldFault, Refusal};
use examhall_domain::accounts::Locale;
use std::collections::HashMap;
use std::sync::LazyLock;

type Catalogue = HashMap<String, String>;

static ENGLISH: LazyLock<Catalogue> = LazyLock::new(|| read(include_str!("../../static/i18n/en.json")));
static FRENCH: LazyLock<Catalogue> = LazyLock::new(|| read(include_str!("../../static/i18n/fr.json")));

/// The text under `key` with its `{placeholders}` filled; the key itself where the catalogue has no such text, so that a
/// gap is seen rather than hidden.
pub fn text(locale: Locale, key: &str, args: &[(&'static str, String)]) -> String {
    let catalogue = match locale {
        Locale::En => &*ENGLISH,
        Locale::Fr => &*FRENCH,
    };
    let pattern = catalogue.get(key).map_or(key, String::as_str);
    args.iter().fold(pattern.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
}

/// The refusal as a problem document (RFC 9457), phrased in the reader's language.
pub fn problem(locale: Locale, refusal: &Refusal, instance: &str) -> serde_json::Value {
    let slug = refusal.problem.slug();
    let mut document = refusal.extras.clone();
    let wait = refusal.retry_after_s.map(|seconds| ("seconds", seconds.to_string()));
    let args: Vec<_> = refusal.args.iter().cloned().chain(wait).collect();
    document.insert("type".into(), format!("/problems/{slug}").into());
    document.insert("title".into(), text(locale, &format!("problem.{slug}.title"), &args).into());
    document.insert("status".into(), refusal.problem.status().into());
    document.insert("detail".into(), text(locale, &format!("problem.{slug}.detail"), &args).into());
    document.insert("instance".into(), instance.into());
    if !refusal.fields.is_empty() {
        document.insert("errors".into(), refusal.fields.iter().map(|fault| field(locale, fault)).collect());
    }
    if let Some(seconds) = refusal.retry_after_s {
        document.insert("retry_after_s".into(), seconds.into());
    }
    document.into()
}

fn field(locale: Locale, fault: &FieldFault) -> serde_json::Value {
    let detail = text(locale, &format!("field.{}", fault.code), &fault.args);
    serde_json::json!({ "pointer": fault.pointer, "code": fault.code, "detail": detail })
}

fn read(json: &str) -> Catalogue {
    let parsed = serde_json::from_str(json);
    assert!(parsed.is_ok(), "a compiled-in catalogue is not a flat JSON object of texts");
    parsed.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::problem::ProblemType;

    #[test]
    fn both_languages_have_the_same_keys_and_placeholders() {
        let keys = |catalogue: &Catalogue| {
            let mut keys: Vec<String> = catalogue.keys().cloned().collect();
            keys.sort();
            keys
        };
        assert_eq!(keys(&ENGLISH), keys(&FRENCH));
        for (key, english) in ENGLISH.iter() {
            assert_eq!(placeholders(english), placeholders(&FRENCH[key]), "{key}");
        }
    }

    #[test]
    fn every_problem_has_its_title_and_its_sentence() {
        for problem in ProblemType::ALL {
            for part in ["title", "detail"] {
                let key = format!("problem.{}.{part}", problem.slug());
                assert!(ENGLISH.contains_key(&key), "{key}");
            }
        }
    }

    /// "Notez :" was broken before the colon on telephones.
    #[test]
    fn no_line_of_a_french_text_begins_with_its_sign() {
        // Signs of GIFT and Markdown stand for themselves.
        let plain = |text: &str| text.replace("::", "").replace("![", "");
        let torn = |text: &str| [" :", " ;", " ?", " !", " %", " »", "« "].iter().any(|pair| text.contains(pair));
        let torn: Vec<&String> = FRENCH.iter().filter(|(_, text)| torn(&plain(text))).map(|(key, _)| key).collect();
        assert_eq!(torn, [""; 0]);
    }

    #[test]
    fn a_refusal_that_says_when_to_come_back_says_it_in_its_sentence() {
        let refusal = Refusal::new(ProblemType::TooManyRequests).retry_after(7);
        assert_eq!(problem(Locale::En, &refusal, "1")["detail"], "Wait 7 s, then try again.");
    }

    fn placeholders(text: &str) -> Vec<&str> {
        // A sentence about braces has braces around other things than names.
        let is_name = |name: &&str| !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
        let braced = text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name);
        let mut found: Vec<&str> = braced.filter(is_name).collect();
        found.sort_unstable();
        found
    }
}
