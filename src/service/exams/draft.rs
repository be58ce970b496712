//! A question as its author writes it in a form, on the wire both ways.
//!
//! One flat shape for all kinds, so that a fault can point at a single field of it. Numbers and weights are the text that
//! was typed; options have no ids, since those are drawn here and nobody else has to know them.

mod faults;
mod reading;
mod writing;

use examhall_domain::exams::{CaseRule, Marks, MarkupFormat, QuestionKind};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A question with its key. Only the lists and fields of its kind may be given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    /// At most 255 characters; students do not see it.
    pub name: String,
    #[schema(value_type = String, examples("single_choice"))]
    pub kind: QuestionKind,
    /// In 10⁻⁵ of a point; a paper may say otherwise.
    #[schema(value_type = i64, examples(100_000))]
    pub points: Marks,
    pub text: DraftText,
    /// Said to everybody afterwards.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub general_feedback: Option<DraftText>,
    /// Of a single or multiple choice.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<DraftOption>,
    /// Of a statement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correct: Option<Truth>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub feedback_true: Option<DraftText>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub feedback_false: Option<DraftText>,
    /// Of a short text: `insensitive` unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, examples("insensitive", "sensitive"))]
    pub case: Option<CaseRule>,
    /// Of a short text, in the order in which they are tried.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<DraftAnswer>,
    /// Of a number, in the order in which they are tried.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ranges: Vec<DraftRange>,
    /// Of a matching.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pairs: Vec<DraftPair>,
    /// Of a matching: what is offered and wrong everywhere.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub distractors: Vec<DraftText>,
}

/// A text and how it is to be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DraftText {
    #[schema(value_type = String, examples("plain", "markdown", "html", "moodle"))]
    pub format: MarkupFormat,
    /// At most 64 KiB. Feedback that is blank is none.
    pub source: String,
}

/// Whether a statement holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Truth {
    True,
    False,
}

/// Something that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DraftOption {
    pub text: DraftText,
    /// What choosing it is worth, from -100 to 100, with a point or a comma.
    #[schema(examples("33.33333"))]
    pub percent: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub feedback: Option<DraftText>,
}

/// A pattern of a short text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DraftAnswer {
    /// `*` stands for any text, `\*` for an asterisk.
    pub pattern: String,
    /// As of an option.
    pub percent: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub feedback: Option<DraftText>,
}

/// A range of a number; the fields that its sort does not need are empty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DraftRange {
    pub sort: RangeSort,
    /// Of `exact` and `tolerance`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub value: String,
    /// Of `tolerance`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub tolerance: String,
    /// Of `between`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub from: String,
    /// Of `between`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub to: String,
    /// As of an option.
    pub percent: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub feedback: Option<DraftText>,
}

/// Which numbers a range takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RangeSort {
    /// `value` alone.
    Exact,
    /// At most `tolerance` away from `value`.
    Tolerance,
    /// `from` to `to`, both included.
    Between,
    /// Every number.
    Any,
}

/// What is to be matched, and with what. Pairs with the same answer share it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DraftPair {
    pub stem: DraftText,
    pub answer: DraftText,
}

/// A question that may be asked, and what it is worth.
#[derive(Clone, Debug)]
pub(super) struct Written {
    pub(super) question: examhall_domain::exams::Question,
    pub(super) points: Marks,
}
