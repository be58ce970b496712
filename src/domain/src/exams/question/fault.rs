//! What can be wrong with a question, as codes that catalogues turn into sentences.

use super::super::marks::Fraction;
use std::collections::BTreeMap;

/// One fault of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QuestionFault {
    /// The question has no name.
    #[error("the question has no name")]
    NameMissing,
    /// The name is longer than `max` characters.
    #[error("the name is longer than {max} characters")]
    NameTooLong {
        /// Characters that a name may have.
        max: usize,
    },
    /// Nothing is asked.
    #[error("the question has no text")]
    TextMissing,
    /// A text is longer than `max` bytes.
    #[error("a text of the question is longer than {max} bytes")]
    TextTooLong {
        /// Bytes that a text may have.
        max: usize,
    },
    /// Fewer options, answers or pairs than the kind needs.
    #[error("the question has {count} options, it needs {min}")]
    TooFewOptions {
        /// How many there are.
        count: usize,
        /// How many are needed.
        min: usize,
    },
    /// More options, answers, stems or matches than a question may have.
    #[error("the question has {count} options, it may have {max}")]
    TooManyOptions {
        /// How many there are.
        count: usize,
        /// How many are allowed.
        max: usize,
    },
    /// An option, stem or match without text.
    #[error("option {number} is empty")]
    OptionEmpty {
        /// Its place in the author's order, from 1.
        number: usize,
    },
    /// Two options have the same id.
    #[error("two options have the same id")]
    OptionIdRepeated,
    /// A weight outside of -100 %..=100 %.
    #[error("the weight of answer {number} is not between -100 % and 100 %")]
    WeightOutOfRange {
        /// Its place in the author's order, from 1.
        number: usize,
    },
    /// No answer earns anything.
    #[error("no answer is correct")]
    NoCorrectAnswer,
    /// The best possible answer does not earn all marks.
    #[error("the best answer earns less than all marks")]
    NoFullCredit {
        /// What the best answer earns.
        best: Fraction,
    },
    /// A pattern that nothing or everything blank would match.
    #[error("answer {number} is empty")]
    PatternEmpty {
        /// Its place in the author's order, from 1.
        number: usize,
    },
    /// A pattern longer than `max` characters.
    #[error("answer {number} is longer than {max} characters")]
    PatternTooLong {
        /// Its place in the author's order, from 1.
        number: usize,
        /// Characters that a pattern may have.
        max: usize,
    },
    /// The tolerance is below zero.
    #[error("the tolerance of answer {number} is negative")]
    ToleranceNegative {
        /// Its place in the author's order, from 1.
        number: usize,
    },
    /// The range ends before it starts.
    #[error("the range of answer {number} ends before it starts")]
    RangeReversed {
        /// Its place in the author's order, from 1.
        number: usize,
    },
    /// The bounds of a range need more digits than are compared exactly.
    #[error("the bounds of answer {number} have too many digits")]
    NumberTooPrecise {
        /// Its place in the author's order, from 1.
        number: usize,
    },
    /// A stem whose right match is not among the matches.
    #[error("stem {number} has no match")]
    MatchMissing {
        /// Its place in the author's order, from 1.
        number: usize,
    },
    /// Two matches with the same text, of which a student could only guess the right one.
    #[error("two matches read the same")]
    MatchRepeated,
}

impl QuestionFault {
    /// The stable slug of this fault.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NameMissing => "name_missing",
            Self::NameTooLong { .. } => "name_too_long",
            Self::TextMissing => "text_missing",
            Self::TextTooLong { .. } => "text_too_long",
            Self::TooFewOptions { .. } => "too_few_options",
            Self::TooManyOptions { .. } => "too_many_options",
            Self::OptionEmpty { .. } => "option_empty",
            Self::OptionIdRepeated => "option_id_repeated",
            Self::WeightOutOfRange { .. } => "weight_out_of_range",
            Self::NoCorrectAnswer => "no_correct_answer",
            Self::NoFullCredit { .. } => "no_full_credit",
            Self::PatternEmpty { .. } => "pattern_empty",
            Self::PatternTooLong { .. } => "pattern_too_long",
            Self::ToleranceNegative { .. } => "tolerance_negative",
            Self::RangeReversed { .. } => "range_reversed",
            Self::NumberTooPrecise { .. } => "number_too_precise",
            Self::MatchMissing { .. } => "match_missing",
            Self::MatchRepeated => "match_repeated",
        }
    }

    /// What a sentence about this fault fills its placeholders with.
    pub fn args(&self) -> BTreeMap<&'static str, String> {
        let pairs: Vec<(&'static str, String)> = match *self {
            Self::NameMissing
            | Self::TextMissing
            | Self::OptionIdRepeated
            | Self::NoCorrectAnswer
            | Self::MatchRepeated => Vec::new(),
            Self::NameTooLong { max } | Self::TextTooLong { max } => {
                vec![("max", max.to_string())]
            }
            Self::TooFewOptions { count, min } => {
                vec![("count", count.to_string()), ("min", min.to_string())]
            }
            Self::TooManyOptions { count, max } => {
                vec![("count", count.to_string()), ("max", max.to_string())]
            }
            Self::NoFullCredit { best } => vec![("best", best.percent())],
            Self::PatternTooLong { number, max } => {
                vec![("number", number.to_string()), ("max", max.to_string())]
            }
            Self::OptionEmpty { number }
            | Self::WeightOutOfRange { number }
            | Self::PatternEmpty { number }
            | Self::ToleranceNegative { number }
            | Self::RangeReversed { number }
            | Self::NumberTooPrecise { number }
            | Self::MatchMissing { number } => vec![("number", number.to_string())],
        };
        pairs.into_iter().collect()
    }
}
