//! The languages that catalogues exist in, and how a reader's wish becomes one of them.

use serde::{Deserialize, Serialize};

/// A language of the catalogues.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Locale {
    /// English, which is also what is spoken when nothing else fits.
    #[default]
    En,
    /// French.
    Fr,
}

impl Locale {
    /// The language's subtag (BCP 47).
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Fr => "fr",
        }
    }

    /// The language of a tag such as `fr` or `fr-CM`.
    pub fn parse(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        [Self::En, Self::Fr].into_iter().find(|locale| locale.tag().eq_ignore_ascii_case(primary))
    }

    /// The best language for an `Accept-Language` header (RFC 9110 § 12.5.4); English where none fits.
    pub fn negotiate(accept_language: &str) -> Self {
        let mut best = (0.0, Self::En);
        for range in accept_language.split(',') {
            let mut parts = range.split(';');
            let locale = Self::parse(parts.next().unwrap_or_default().trim());
            let quality = parts.find_map(|part| part.trim().strip_prefix("q=")).map_or(Some(1.0), |q| q.parse().ok());
            if let (Some(locale), Some(quality)) = (locale, quality)
                && quality > best.0
            {
                best = (quality, locale);
            }
        }
        best.1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_readers_first_known_language_wins() {
        let table = [
            ("", Locale::En),
            ("fr", Locale::Fr),
            ("fr-CM,fr;q=0.9,en;q=0.8", Locale::Fr),
            ("en;q=0.5, fr;q=0.6", Locale::Fr),
            ("de, en;q=0.3, fr;q=0.2", Locale::En),
            ("fr;q=0", Locale::En),
            ("*", Locale::En),
            (";;q=,nonsense;q=x", Locale::En),
        ];
        for (header, expected) in table {
            assert_eq!(Locale::negotiate(header), expected, "{header}");
        }
    }
}
