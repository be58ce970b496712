//! The name that a person is shown under.

use crate::text::{BoundedText, TextFault};
use serde::{Deserialize, Serialize};
use std::fmt;

/// 1 to 80 characters on one line.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DisplayName(BoundedText<1, 80>);

/// Why a name was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameFault {
    /// Too short, too long or with control characters.
    #[error(transparent)]
    Text(#[from] TextFault),
    /// A line break or a tab.
    #[error("a name stands on one line")]
    SeveralLines,
}

impl DisplayName {
    /// Trims and measures.
    ///
    /// # Errors
    /// When the name does not fit one line of a list.
    pub fn parse(text: &str) -> Result<Self, NameFault> {
        let name = BoundedText::parse(text)?;
        if name.as_str().contains(char::is_control) {
            return Err(NameFault::SeveralLines);
        }
        Ok(Self(name))
    }

    /// The name itself.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl NameFault {
    /// The stable slug of this fault.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Text(fault) => fault.code(),
            Self::SeveralLines => "several_lines",
        }
    }
}

impl TryFrom<String> for DisplayName {
    type Error = NameFault;

    fn try_from(text: String) -> Result<Self, NameFault> {
        Self::parse(&text)
    }
}

impl From<DisplayName> for String {
    fn from(name: DisplayName) -> Self {
        name.0.as_str().to_owned()
    }
}

impl fmt::Display for DisplayName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_trimmed_and_keep_their_accents() {
        assert_eq!(DisplayName::parse("  Zoë Ngô ").unwrap().as_str(), "Zoë Ngô");
    }

    #[test]
    fn names_that_break_a_list_are_refused() {
        for (text, code) in [
            ("", "text_too_short"),
            ("   ", "text_too_short"),
            ("a\nb", "several_lines"),
            ("a\tb", "several_lines"),
            ("a\u{7}b", "control_character"),
        ] {
            assert_eq!(DisplayName::parse(text).unwrap_err().code(), code);
        }
        assert!(DisplayName::parse(&"é".repeat(80)).is_ok());
        let longer = DisplayName::parse(&"é".repeat(81)).unwrap_err();
        assert_eq!(longer.code(), "text_too_long");
    }
}
