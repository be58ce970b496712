//! A question with its key: what the author wrote and what an answer to it is worth.
//!
//! This type never reaches a student; `student` makes what does. Its JSON is the stored form of a question version.

mod fault;
mod option_id;
mod source;
mod texts;
mod validate;

pub use fault::QuestionFault;
pub use option_id::{OptionId, OptionIds};
pub use source::QuestionSource;

use super::decimal::Decimal;
use super::marks::Fraction;
use super::markup::Markup;
use serde::{Deserialize, Serialize};

/// Longest name of a question, in characters.
pub const NAME_CHARS_MAX: usize = 255;
/// Most options, answers, stems or matches of one question.
pub const OPTIONS_MAX: usize = 64;
/// Longest pattern of a short answer, in characters.
pub const PATTERN_CHARS_MAX: usize = 1024;

/// One version of a question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// The author's name for it; not shown to students, since authors put hints and keys there.
    pub name: String,
    /// What is asked; a missing word is the gap `_____`.
    pub text: Markup,
    /// Said to everybody afterwards, whatever they answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub general_feedback: Option<Markup>,
    /// What can be answered and what it is worth.
    pub body: QuestionBody,
}

/// The kinds of question with their keys.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum QuestionBody {
    /// One option may be chosen.
    SingleChoice {
        /// What can be chosen, in the author's order.
        options: Vec<Choice>,
    },
    /// Any number of options may be chosen; their fractions add up.
    MultipleChoice {
        /// What can be chosen, in the author's order.
        options: Vec<Choice>,
    },
    /// A statement that is true or false.
    TrueFalse {
        /// Whether it is true.
        correct: bool,
        /// Said to those who chose true.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        feedback_true: Option<Markup>,
        /// Said to those who chose false.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        feedback_false: Option<Markup>,
    },
    /// A word or a short phrase; the first pattern that matches counts.
    ShortText {
        /// The patterns, in the order in which they are tried.
        answers: Vec<TextAnswer>,
        /// Whether capitals matter.
        case: CaseRule,
    },
    /// A number; the first range that holds it counts.
    Numerical {
        /// The ranges, in the order in which they are tried.
        answers: Vec<NumericalAnswer>,
    },
    /// Each stem is given one of the matches.
    Matching {
        /// What is to be matched, with its key.
        stems: Vec<Stem>,
        /// What it can be matched with, distractors included; no two with the same text.
        matches: Vec<Match>,
    },
    /// A text that a person marks.
    Essay {},
}

/// The kind of a question without its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuestionKind {
    /// One option may be chosen.
    SingleChoice,
    /// Any number of options may be chosen.
    MultipleChoice,
    /// A statement that is true or false.
    TrueFalse,
    /// A word or a short phrase.
    ShortText,
    /// A number.
    Numerical,
    /// Pairs to be found.
    Matching,
    /// A text that a person marks.
    Essay,
}

/// An option of a choice question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// Opaque; says nothing of its place or its worth.
    pub id: OptionId,
    /// What is offered.
    pub text: Markup,
    /// What choosing it is worth.
    pub fraction: Fraction,
    /// Said to those who chose it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub feedback: Option<Markup>,
}

/// A pattern of a short answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TextAnswer {
    /// `*` stands for any text, `\*` for an asterisk.
    pub pattern: String,
    /// What a match is worth.
    pub fraction: Fraction,
    /// Said to those whose answer matched.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub feedback: Option<Markup>,
}

/// Whether capitals matter in a short answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseRule {
    /// `Paris` and `paris` are the same.
    Insensitive,
    /// They are not.
    Sensitive,
}

/// A range of a numerical answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NumericalAnswer {
    /// Which numbers it takes.
    pub range: NumericalRange,
    /// What a number in it is worth.
    pub fraction: Fraction,
    /// Said to those whose number it takes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub feedback: Option<Markup>,
}

/// Which numbers an answer takes; all bounds belong to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum NumericalRange {
    /// This number.
    Exact {
        /// The number.
        value: Decimal,
    },
    /// At most `tolerance` away from `value`.
    Tolerance {
        /// The middle.
        value: Decimal,
        /// The largest distance, not negative.
        tolerance: Decimal,
    },
    /// From one number to another.
    Between {
        /// The smallest.
        from: Decimal,
        /// The largest.
        to: Decimal,
    },
    /// Every number: what an author says to those who missed all other ranges.
    Any {},
}

/// What is to be matched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stem {
    /// Opaque; unrelated to the id of its match.
    pub id: OptionId,
    /// What is shown.
    pub text: Markup,
    /// The match that is right.
    pub answer: OptionId,
}

/// What a stem can be matched with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Match {
    /// Opaque.
    pub id: OptionId,
    /// What is shown.
    pub text: Markup,
}

impl QuestionBody {
    /// The kind, which students may know.
    pub const fn kind(&self) -> QuestionKind {
        match self {
            Self::SingleChoice { .. } => QuestionKind::SingleChoice,
            Self::MultipleChoice { .. } => QuestionKind::MultipleChoice,
            Self::TrueFalse { .. } => QuestionKind::TrueFalse,
            Self::ShortText { .. } => QuestionKind::ShortText,
            Self::Numerical { .. } => QuestionKind::Numerical,
            Self::Matching { .. } => QuestionKind::Matching,
            Self::Essay {} => QuestionKind::Essay,
        }
    }
}

impl NumericalRange {
    /// The smallest and the largest number it takes; nothing where every number is taken, or where the bounds need
    /// more digits than can be compared exactly (which `Question::validate` refuses).
    pub fn bounds(&self) -> Option<(Decimal, Decimal)> {
        match *self {
            Self::Exact { value } => Some((value, value)),
            Self::Tolerance { value, tolerance } => {
                Some((value.checked_add(tolerance.negated())?, value.checked_add(tolerance)?))
            }
            Self::Between { from, to } => Some((from, to)),
            Self::Any {} => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_stored_question_with_a_field_too_many_is_refused() {
        let mut value = json!({
            "name": "n", "text": {"format": "plain", "source": "t"}, "body": {"kind": "essay"}
        });
        assert!(serde_json::from_value::<Question>(value.clone()).is_ok());
        value["body"]["key"] = json!(1);
        assert!(serde_json::from_value::<Question>(value.clone()).is_err());
        value["body"] = json!({"kind": "true_false", "correct": true, "surplus": 1});
        assert!(serde_json::from_value::<Question>(value.clone()).is_err());
        value["body"] = json!({"kind": "essay"});
        value["surplus"] = json!(1);
        assert!(serde_json::from_value::<Question>(value).is_err());
    }
}
