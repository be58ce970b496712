//! What a student answered, read from the wire against the question it belongs to.
//!
//! Option ids are checked here, so that nothing stored names an option that was never offered. The marks are none of
//! this module's business.

mod parse;

use super::decimal::Decimal;
use super::question::OptionId;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Longest essay, in bytes.
pub const ESSAY_BYTES_MAX: usize = 32 * 1024;
/// Longest short answer, in bytes.
pub const SHORT_TEXT_BYTES_MAX: usize = 4 * 1024;
/// Longest unit of a number, in characters.
pub const UNIT_CHARS_MAX: usize = 32;

/// One response; serialises to the shape it is read from, with a number as its text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Response {
    /// Withdrawn or never given: `null`.
    Blank,
    /// One option: `{"choice": id}`.
    Choice {
        /// The chosen option.
        choice: OptionId,
    },
    /// Any number of options: `{"choices": [id, …]}`.
    Choices {
        /// The chosen options.
        choices: BTreeSet<OptionId>,
    },
    /// `{"choice": "true" | "false"}`.
    Truth {
        /// What was chosen.
        choice: TruthChoice,
    },
    /// A short answer or an essay: `{"text": "…"}`.
    Text {
        /// The text as typed.
        text: String,
    },
    /// `{"number": "1,5", "unit": "kg"}`; the number may also come as a JSON number.
    Number {
        /// The number.
        number: Decimal,
        /// A unit, kept as typed; no kind of question asks for one yet, so it does not count.
        #[serde(skip_serializing_if = "Option::is_none")]
        unit: Option<String>,
    },
    /// `{"pairs": {stem: match}}`; stems may be left out.
    Pairs {
        /// The match chosen for each stem.
        pairs: BTreeMap<OptionId, OptionId>,
    },
}

/// The two answers to a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TruthChoice {
    /// The statement holds.
    True,
    /// It does not.
    False,
}

/// Why a response was refused, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{} at `{pointer}`", .fault.code())]
pub struct ResponseRejection {
    /// What is wrong.
    pub fault: ResponseFault,
    /// JSON pointer into the response.
    pub pointer: String,
}

/// What can be wrong with a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ResponseFault {
    /// Not the JSON type that belongs here.
    WrongType,
    /// A field that the question's kind does not have.
    UnknownField,
    /// A field that the question's kind needs.
    MissingField,
    /// An option that the question does not offer.
    UnknownOption,
    /// An option named twice.
    RepeatedOption,
    /// A text beyond its bound.
    TextTooLong,
    /// No decimal number; NaN and infinity are none.
    NotANumber,
    /// More digits or a larger exponent than can be compared.
    NumberOutOfRange,
}

impl ResponseFault {
    /// The stable slug of this fault.
    pub const fn code(self) -> &'static str {
        match self {
            Self::WrongType => "wrong_type",
            Self::UnknownField => "unknown_field",
            Self::MissingField => "missing_field",
            Self::UnknownOption => "unknown_option",
            Self::RepeatedOption => "repeated_option",
            Self::TextTooLong => "text_too_long",
            Self::NotANumber => "not_a_number",
            Self::NumberOutOfRange => "number_out_of_range",
        }
    }
}

impl Response {
    /// Whether nothing was answered: withdrawn, no option, no pair, or a text of spaces.
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Blank => true,
            Self::Choices { choices } => choices.is_empty(),
            Self::Text { text } => text.trim().is_empty(),
            Self::Pairs { pairs } => pairs.is_empty(),
            Self::Choice { .. } | Self::Truth { .. } | Self::Number { .. } => false,
        }
    }
}
