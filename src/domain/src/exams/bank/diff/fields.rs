//! A question taken apart into what a reader compares: single fields, and lists of entries.

use super::super::super::marks::{Fraction, Marks};
use super::super::super::markup::Markup;
use super::super::super::question::{
    CaseRule, Choice, Match, NumericalAnswer, NumericalRange, OptionId, Question, QuestionBody, QuestionKind, Stem,
    TextAnswer,
};
use super::super::difference::DiffField;

/// A field with its value; what is not there has no entry or an empty text.
pub(super) type Entry = (DiffField, Value);

/// What a field says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Value {
    pub(super) text: String,
    /// How the text is to be read, where an author chooses that.
    pub(super) format: Option<String>,
}

/// An entry of a list: its fields, of which the first says what it is.
pub(super) type Row = Vec<Entry>;

/// The fields outside of lists, in the order in which they are told.
pub(super) const SINGLE: [DiffField; 9] = [
    DiffField::Name,
    DiffField::Kind,
    DiffField::Points,
    DiffField::Text,
    DiffField::GeneralFeedback,
    DiffField::Correct,
    DiffField::FeedbackTrue,
    DiffField::FeedbackFalse,
    DiffField::Case,
];

/// The single fields.
pub(super) fn entries(question: &Question, points: Marks) -> Vec<Entry> {
    let mut entries = vec![
        (DiffField::Name, plain(&question.name)),
        (DiffField::Kind, plain(kind(question.body.kind()))),
        (DiffField::Points, plain(points.written())),
        (DiffField::Text, written(&question.text)),
        (DiffField::GeneralFeedback, optional(question.general_feedback.as_ref())),
    ];
    match &question.body {
        QuestionBody::TrueFalse { correct, feedback_true, feedback_false } => entries.extend([
            (DiffField::Correct, plain(correct.to_string())),
            (DiffField::FeedbackTrue, optional(feedback_true.as_ref())),
            (DiffField::FeedbackFalse, optional(feedback_false.as_ref())),
        ]),
        QuestionBody::ShortText { case, .. } => entries.push((DiffField::Case, plain(case_word(*case)))),
        QuestionBody::SingleChoice { .. }
        | QuestionBody::MultipleChoice { .. }
        | QuestionBody::Numerical { .. }
        | QuestionBody::Matching { .. }
        | QuestionBody::Essay {} => {}
    }
    entries
}

/// The lists, always the same ones in the same order: options, answers, pairs, distractors.
pub(super) fn lists(question: &Question) -> [Vec<Row>; 4] {
    let [mut options, mut answers, mut pairs, mut distractors] = [const { Vec::new() }; 4];
    match &question.body {
        QuestionBody::SingleChoice { options: list } | QuestionBody::MultipleChoice { options: list } => {
            options = list.iter().map(choice).collect();
        }
        QuestionBody::ShortText { answers: list, .. } => answers = list.iter().map(text_answer).collect(),
        QuestionBody::Numerical { answers: list } => answers = list.iter().map(number_answer).collect(),
        QuestionBody::Matching { stems, matches } => {
            pairs = stems.iter().map(|stem| pair(stem, matches)).collect();
            let right = |id: OptionId| stems.iter().any(|stem| stem.answer == id);
            let wrong = matches.iter().filter(|one| !right(one.id));
            distractors = wrong.map(|one| vec![(DiffField::Distractor, written(&one.text))]).collect();
        }
        QuestionBody::TrueFalse { .. } | QuestionBody::Essay {} => {}
    }
    [options, answers, pairs, distractors]
}

fn choice(option: &Choice) -> Row {
    weighted(DiffField::Option, written(&option.text), option.fraction, option.feedback.as_ref())
}

fn text_answer(answer: &TextAnswer) -> Row {
    weighted(DiffField::Answer, plain(&answer.pattern), answer.fraction, answer.feedback.as_ref())
}

fn number_answer(answer: &NumericalAnswer) -> Row {
    weighted(DiffField::Answer, plain(range(&answer.range)), answer.fraction, answer.feedback.as_ref())
}

fn weighted(field: DiffField, says: Value, fraction: Fraction, feedback: Option<&Markup>) -> Row {
    let weight = format!("{} %", fraction.percent());
    vec![(field, says), (DiffField::Weight, plain(weight)), (DiffField::Feedback, optional(feedback))]
}

fn pair(stem: &Stem, matches: &[Match]) -> Row {
    let answer = matches.iter().find(|one| one.id == stem.answer).map(|one| written(&one.text)).unwrap_or_default();
    let stem = written(&stem.text);
    let text = format!("{} → {}", stem.text, answer.text);
    let format = if stem.format == answer.format {
        stem.format
    } else {
        Some(format!("{} → {}", stem.format.unwrap_or_default(), answer.format.unwrap_or_default()))
    };
    vec![(DiffField::Pair, Value { text, format })]
}

fn range(range: &NumericalRange) -> String {
    match range {
        NumericalRange::Exact { value } => value.to_string(),
        NumericalRange::Tolerance { value, tolerance } => format!("{value} ± {tolerance}"),
        NumericalRange::Between { from, to } => format!("{from} … {to}"),
        NumericalRange::Any {} => "*".to_owned(),
    }
}

fn plain(text: impl Into<String>) -> Value {
    Value { text: text.into(), format: None }
}

fn written(markup: &Markup) -> Value {
    Value { text: markup.source.clone(), format: Some(markup.format.name().to_owned()) }
}

fn optional(markup: Option<&Markup>) -> Value {
    markup.map(written).unwrap_or_default()
}

const fn kind(kind: QuestionKind) -> &'static str {
    match kind {
        QuestionKind::SingleChoice => "single_choice",
        QuestionKind::MultipleChoice => "multiple_choice",
        QuestionKind::TrueFalse => "true_false",
        QuestionKind::ShortText => "short_text",
        QuestionKind::Numerical => "numerical",
        QuestionKind::Matching => "matching",
        QuestionKind::Essay => "essay",
    }
}

const fn case_word(case: CaseRule) -> &'static str {
    match case {
        CaseRule::Insensitive => "insensitive",
        CaseRule::Sensitive => "sensitive",
    }
}
