//! Bounded text: what people type into a field, trimmed and measured once at the door.
//!
//! It knows nothing of any slice; each slice names its own bounds with a type alias or a newtype.

use serde::{Deserialize, Serialize};
use std::fmt;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Text of `MIN` to `MAX` characters (Unicode scalar values) after trimming, without control characters other than
/// line break and tab.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct BoundedText<const MIN: usize, const MAX: usize>(String);

/// Why a text was refused; the slug is stable and the arguments are in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TextFault {
    /// Fewer characters than the field asks for.
    #[error("the text has {length} characters, at least {min} are needed")]
    TooShort {
        /// Characters after trimming.
        length: usize,
        /// Characters that the field asks for.
        min: usize,
    },
    /// More characters than the field takes.
    #[error("the text has {length} characters, at most {max} are allowed")]
    TooLong {
        /// Characters after trimming.
        length: usize,
        /// Characters that the field takes.
        max: usize,
    },
    /// A control character that no keyboard types and that would break logs and exports.
    #[error("the text contains a control character")]
    ControlCharacter,
}

impl TextFault {
    /// The stable slug of this fault.
    pub const fn code(self) -> &'static str {
        match self {
            Self::TooShort { .. } => "text_too_short",
            Self::TooLong { .. } => "text_too_long",
            Self::ControlCharacter => "control_character",
        }
    }
}

/// The text as people search and sort names: who types "Etienne" means Étienne too.
pub fn folded(text: &str) -> String {
    text.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect()
}

/// The empty text, where it is within the bounds.
impl<const MAX: usize> Default for BoundedText<0, MAX> {
    fn default() -> Self {
        Self(String::new())
    }
}

impl<const MIN: usize, const MAX: usize> BoundedText<MIN, MAX> {
    /// Trims, normalises line ends to `\n` and measures.
    pub fn parse(text: &str) -> Result<Self, TextFault> {
        let text = text.trim().replace("\r\n", "\n").replace('\r', "\n");
        let length = text.chars().count();
        if length < MIN {
            return Err(TextFault::TooShort { length, min: MIN });
        }
        if length > MAX {
            return Err(TextFault::TooLong { length, max: MAX });
        }
        if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
            return Err(TextFault::ControlCharacter);
        }
        Ok(Self(text))
    }

    /// The text itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<const MIN: usize, const MAX: usize> fmt::Display for BoundedText<MIN, MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<const MIN: usize, const MAX: usize> AsRef<str> for BoundedText<MIN, MAX> {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl<const MIN: usize, const MAX: usize> TryFrom<String> for BoundedText<MIN, MAX> {
    type Error = TextFault;

    fn try_from(text: String) -> Result<Self, TextFault> {
        Self::parse(&text)
    }
}

impl<const MIN: usize, const MAX: usize> From<BoundedText<MIN, MAX>> for String {
    fn from(text: BoundedText<MIN, MAX>) -> Self {
        text.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Short = BoundedText<2, 4>;

    #[test]
    fn bounds_are_counted_in_characters_after_trimming() {
        assert_eq!(Short::parse("  éàüß ").unwrap().as_str(), "éàüß");
        assert_eq!(Short::parse(" a "), Err(TextFault::TooShort { length: 1, min: 2 }));
        assert_eq!(Short::parse("abcde"), Err(TextFault::TooLong { length: 5, max: 4 }));
    }

    #[test]
    fn line_ends_become_newlines_and_other_controls_are_refused() {
        assert_eq!(Short::parse("a\r\nb").unwrap().as_str(), "a\nb");
        assert_eq!(Short::parse("a\u{7}b"), Err(TextFault::ControlCharacter));
    }

    #[test]
    fn accents_and_case_do_not_matter_to_who_looks_for_a_name() {
        for name in ["Étienne", "E\u{301}TIENNE", "etienne"] {
            assert_eq!(folded(name), "etienne");
        }
    }

    #[test]
    fn reading_json_goes_through_the_same_door() {
        assert!(serde_json::from_str::<Short>("\"abc\"").is_ok());
        assert!(serde_json::from_str::<Short>("\"a\"").is_err());
    }
}
