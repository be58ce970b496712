//! What the catalogue says about an exam: its title, its address and its description.

use crate::text::{BoundedText, TextFault};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The title in the catalogue.
pub type ExamTitle = BoundedText<1, 200>;

/// What the catalogue tells about the exam; may be empty.
pub type ExamDescription = BoundedText<0, 10_000>;

/// The exam's name in an address: lower-case ASCII letters, digits and single hyphens between them, 1 to 80 long.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ExamSlug(BoundedText<1, 80>);

/// Why a slug was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SlugFault {
    /// Its length is out of bounds or it holds a control character.
    #[error(transparent)]
    Text(#[from] TextFault),
    /// Something else than letters, digits and single hyphens between them.
    #[error("an address takes lower-case letters, digits and single hyphens between them")]
    Malformed,
}

impl SlugFault {
    /// The stable slug of this fault.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Text(fault) => fault.code(),
            Self::Malformed => "malformed_slug",
        }
    }
}

impl ExamSlug {
    /// Reads a slug; nothing is corrected, since an address that changes silently breaks links.
    pub fn parse(text: &str) -> Result<Self, SlugFault> {
        let bounded = BoundedText::parse(text)?;
        let well_formed = bounded
            .as_str()
            .split('-')
            .all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()));
        if well_formed { Ok(Self(bounded)) } else { Err(SlugFault::Malformed) }
    }

    /// The slug itself.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl fmt::Display for ExamSlug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl TryFrom<String> for ExamSlug {
    type Error = SlugFault;

    fn try_from(text: String) -> Result<Self, SlugFault> {
        Self::parse(&text)
    }
}

impl From<ExamSlug> for String {
    fn from(slug: ExamSlug) -> Self {
        slug.0.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_what_an_address_can_carry() {
        for good in ["a", "algebra-1", "2026-final"] {
            assert_eq!(ExamSlug::parse(good).unwrap().as_str(), good);
        }
        for bad in ["-a", "a-", "a--b", "A", "é", "a b", "a/b"] {
            assert_eq!(ExamSlug::parse(bad), Err(SlugFault::Malformed), "{bad}");
        }
        assert!(matches!(ExamSlug::parse(" "), Err(SlugFault::Text(_))));
    }
}
