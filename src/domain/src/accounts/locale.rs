//! The languages that every text exists in, and the choice between them.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A language with a catalogue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Locale {
    /// English.
    #[default]
    En,
    /// French.
    Fr,
}

/// A word that names no catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the languages are en and fr")]
pub struct UnknownLocale;

impl Locale {
    /// Every language, in the order in which ties are broken.
    pub const ALL: [Self; 2] = [Self::En, Self::Fr];
    /// So many entries of a header are read; browsers send a handful.
    const ENTRIES_MAX: usize = 16;

    /// The word for this language in rows and on wires (BCP 47).
    pub const fn name(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Fr => "fr",
        }
    }

    /// The best language for an `Accept-Language` header (RFC 9110, section 12.5.4): the one of the highest weight,
    /// then the first named. What cannot be read is passed over; English when nothing fits.
    pub fn negotiate(accept_language: &str) -> Self {
        let mut best = (0, Self::default());
        for (range, weight) in accept_language.split(',').take(Self::ENTRIES_MAX).filter_map(entry) {
            if let Some(locale) = Self::matching(range)
                && weight > best.0
            {
                best = (weight, locale);
            }
        }
        best.1
    }

    /// `fr-CM` and `FR` are French; `*` is the default.
    fn matching(range: &str) -> Option<Self> {
        let (primary, _) = range.split_once('-').unwrap_or((range, ""));
        if primary == "*" {
            return Some(Self::default());
        }
        Self::ALL.into_iter().find(|locale| locale.name().eq_ignore_ascii_case(primary))
    }
}

impl FromStr for Locale {
    type Err = UnknownLocale;

    fn from_str(text: &str) -> Result<Self, UnknownLocale> {
        Self::ALL.into_iter().find(|locale| locale.name() == text).ok_or(UnknownLocale)
    }
}

impl fmt::Display for Locale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A language range and its weight in thousandths.
fn entry(text: &str) -> Option<(&str, u16)> {
    let mut parts = text.split(';').map(str::trim);
    let range = parts.next().filter(|range| !range.is_empty())?;
    match parts.next() {
        None => Some((range, 1000)),
        Some(parameter) => {
            let value = parameter.strip_prefix("q=").or_else(|| parameter.strip_prefix("Q="))?;
            Some((range, weight(value)?))
        }
    }
}

/// `0.8` is 800; at most three digits after the point.
fn weight(text: &str) -> Option<u16> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if fraction.len() > 3 || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let thousandths: u16 = format!("{fraction:0<3}").parse().ok()?;
    match (whole, thousandths) {
        ("0", _) => Some(thousandths),
        ("1", 0) => Some(1000),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_heaviest_known_language_wins() {
        for (header, expected) in [
            ("", Locale::En),
            ("fr", Locale::Fr),
            ("FR-ca", Locale::Fr),
            ("fr-CM, en;q=0.8", Locale::Fr),
            ("en;q=0.8, fr;q=0.9", Locale::Fr),
            ("en, fr", Locale::En),
            ("fr, en", Locale::Fr),
            ("de, fr;q=0.5, en;q=0.4", Locale::Fr),
            ("de, pt", Locale::En),
            ("fr;q=0", Locale::En),
            ("*, fr;q=0.5", Locale::En),
            ("fr;q=0.001, *;q=0", Locale::Fr),
            ("fr ; q=0.7 , en ; q=0.65", Locale::Fr),
            ("fr;q=2, en;q=0.1", Locale::En),
            ("fr;q=0.1234, en;q=0.1", Locale::En),
            ("fry", Locale::En),
        ] {
            assert_eq!(Locale::negotiate(header), expected, "{header}");
        }
    }

    #[test]
    fn names_are_read_back() {
        for locale in Locale::ALL {
            assert_eq!(locale.name().parse(), Ok(locale));
            assert_eq!(serde_json::to_value(locale).unwrap(), locale.name());
        }
        assert_eq!("de".parse::<Locale>(), Err(UnknownLocale));
    }

    proptest! {
        #[test]
        fn no_header_is_too_strange(header in "\\PC{0,64}") {
            Locale::negotiate(&header);
        }
    }
}
