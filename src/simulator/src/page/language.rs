//! Which language a browser asks for, and the texts in it.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// A language of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    English,
    French,
}

type Texts = BTreeMap<String, String>;

static ENGLISH: LazyLock<Texts> = LazyLock::new(|| read(include_str!("../../texts/en.json")));
static FRENCH: LazyLock<Texts> = LazyLock::new(|| read(include_str!("../../texts/fr.json")));

impl Language {
    /// The language that `Accept-Language` prefers; English for everybody else.
    pub fn preferred(accepted: &str) -> Self {
        let mut best = (0.0, Self::English);
        for part in accepted.split(',') {
            let mut parts = part.split(';').map(str::trim);
            let range = parts.next().unwrap_or("").to_ascii_lowercase();
            let weight = parts.find_map(|part| part.strip_prefix("q=")?.parse().ok()).unwrap_or(1.0_f32);
            let language = match range.split('-').next() {
                Some("en") => Self::English,
                Some("fr") => Self::French,
                _ => continue,
            };
            if weight > best.0 {
                best = (weight, language);
            }
        }
        best.1
    }

    pub fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::French => "fr",
        }
    }

    /// Every text by its name.
    pub(super) fn texts(self) -> &'static Texts {
        match self {
            Self::English => &ENGLISH,
            Self::French => &FRENCH,
        }
    }
}

/// The catalogues are compiled in, and a test reads them.
fn read(json: &str) -> Texts {
    serde_json::from_str(json).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_catalogues_have_the_same_texts_with_the_same_gaps() {
        let names = |language: Language| language.texts().keys().collect::<Vec<_>>();
        assert_eq!(names(Language::English), names(Language::French));
        assert!(names(Language::English).len() > 10);
        for (name, text) in Language::English.texts() {
            let gaps = |text: &str| text.matches('{').count();
            assert_eq!(gaps(text), gaps(&Language::French.texts()[name]), "{name}");
        }
    }

    #[test]
    fn the_language_is_the_one_that_is_liked_best() {
        let table = [
            ("", Language::English),
            ("fr", Language::French),
            ("fr-CM,fr;q=0.9,en;q=0.8", Language::French),
            ("en-GB,fr;q=0.9", Language::English),
            ("de, en;q=0.2, fr;q=0.7", Language::French),
            ("de;q=x, ;;,fr;q=0", Language::English),
        ];
        for (accepted, language) in table {
            assert_eq!(Language::preferred(accepted), language, "{accepted}");
        }
    }
}
