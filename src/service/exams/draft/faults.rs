//! Where in a draft each fault of the domain belongs.

use super::{Draft, DraftText};
use crate::service::exams::fields::Faults;
use examhall_domain::exams::markup::MARKUP_BYTES_MAX;
use examhall_domain::exams::{QuestionFault, QuestionKind};

/// Notes the fault beside every field that it concerns.
pub(super) fn place(fault: &QuestionFault, draft: &Draft, faults: &mut Faults) {
    let args: Vec<(&'static str, String)> = fault.args().into_iter().collect();
    for pointer in pointers(fault, draft) {
        faults.add_with(format!("/question{pointer}"), code(fault), args.clone());
    }
}

/// The fault's own code, except where another sentence of the forms says the same.
const fn code(fault: &QuestionFault) -> &'static str {
    match fault {
        QuestionFault::NameMissing
        | QuestionFault::TextMissing
        | QuestionFault::OptionEmpty { .. }
        | QuestionFault::PatternEmpty { .. } => "required",
        QuestionFault::NameTooLong { .. } | QuestionFault::PatternTooLong { .. } => "too_long",
        QuestionFault::TextTooLong { .. } => "markup_too_long",
        QuestionFault::TooManyOptions { .. } => "too_many",
        other => other.code(),
    }
}

fn pointers(fault: &QuestionFault, draft: &Draft) -> Vec<String> {
    let list = list(draft.kind);
    let at = |number: usize, field: &str| vec![format!("{list}/{}/{field}", number.saturating_sub(1))];
    match *fault {
        QuestionFault::NameMissing | QuestionFault::NameTooLong { .. } => vec!["/name".to_owned()],
        QuestionFault::TextMissing => vec!["/text".to_owned()],
        QuestionFault::TextTooLong { .. } => where_texts(draft, |text| text.source.len() > MARKUP_BYTES_MAX),
        QuestionFault::TooFewOptions { .. }
        | QuestionFault::TooManyOptions { .. }
        | QuestionFault::OptionIdRepeated
        | QuestionFault::NoCorrectAnswer
        | QuestionFault::NoFullCredit { .. } => vec![list.to_owned()],
        QuestionFault::OptionEmpty { .. } if draft.kind == QuestionKind::Matching => blank_in_matching(draft),
        QuestionFault::OptionEmpty { number } => at(number, "text"),
        QuestionFault::WeightOutOfRange { number } => at(number, "percent"),
        QuestionFault::PatternEmpty { number } | QuestionFault::PatternTooLong { number, .. } => at(number, "pattern"),
        QuestionFault::ToleranceNegative { number } => at(number, "tolerance"),
        QuestionFault::RangeReversed { number } => at(number, "to"),
        QuestionFault::NumberTooPrecise { number } => at(number, "value"),
        QuestionFault::MatchMissing { number } => at(number, "answer"),
        QuestionFault::MatchRepeated => repeated_in_matching(draft),
    }
}

const fn list(kind: QuestionKind) -> &'static str {
    match kind {
        QuestionKind::SingleChoice | QuestionKind::MultipleChoice => "/options",
        QuestionKind::ShortText => "/answers",
        QuestionKind::Numerical => "/ranges",
        QuestionKind::Matching => "/pairs",
        QuestionKind::TrueFalse | QuestionKind::Essay => "",
    }
}

/// The domain counts stems and matches apart; a form has pairs.
fn blank_in_matching(draft: &Draft) -> Vec<String> {
    let of_matching = |pointer: &String| pointer.starts_with("/pairs") || pointer.starts_with("/distractors");
    let blank = where_texts(draft, |text| text.source.trim().is_empty());
    blank.into_iter().filter(of_matching).collect()
}

/// Every answer or distractor that reads as one before it, without being shared by two pairs.
fn repeated_in_matching(draft: &Draft) -> Vec<String> {
    let mut seen: Vec<&DraftText> = Vec::new();
    let mut repeated = Vec::new();
    for (at, pair) in draft.pairs.iter().enumerate() {
        let twin = seen.iter().find(|one| reads_as(one, &pair.answer));
        if twin.is_some_and(|one| one.format != pair.answer.format) {
            repeated.push(format!("/pairs/{at}/answer"));
        }
        seen.push(&pair.answer);
    }
    for (at, text) in draft.distractors.iter().enumerate() {
        if seen.iter().any(|one| reads_as(one, text)) {
            repeated.push(format!("/distractors/{at}"));
        }
        seen.push(text);
    }
    repeated
}

fn reads_as(one: &DraftText, other: &DraftText) -> bool {
    one.source.trim() == other.source.trim()
}

/// Pointers to the texts for which something holds.
fn where_texts(draft: &Draft, holds: impl Fn(&DraftText) -> bool) -> Vec<String> {
    texts(draft).into_iter().filter(|(_, text)| holds(text)).map(|(pointer, _)| pointer).collect()
}

/// Every text of the draft with its pointer.
pub(super) fn texts(draft: &Draft) -> Vec<(String, DraftText)> {
    let optional = |pointer: &str, text: &Option<DraftText>| text.clone().map(|text| (pointer.to_owned(), text));
    let mut texts = vec![("/text".to_owned(), draft.text.clone())];
    texts.extend(optional("/general_feedback", &draft.general_feedback));
    texts.extend(optional("/feedback_true", &draft.feedback_true));
    texts.extend(optional("/feedback_false", &draft.feedback_false));
    for (at, option) in draft.options.iter().enumerate() {
        texts.push((format!("/options/{at}/text"), option.text.clone()));
        texts.extend(optional(&format!("/options/{at}/feedback"), &option.feedback));
    }
    for (at, answer) in draft.answers.iter().enumerate() {
        texts.extend(optional(&format!("/answers/{at}/feedback"), &answer.feedback));
    }
    for (at, range) in draft.ranges.iter().enumerate() {
        texts.extend(optional(&format!("/ranges/{at}/feedback"), &range.feedback));
    }
    for (at, pair) in draft.pairs.iter().enumerate() {
        texts.push((format!("/pairs/{at}/stem"), pair.stem.clone()));
        texts.push((format!("/pairs/{at}/answer"), pair.answer.clone()));
    }
    for (at, text) in draft.distractors.iter().enumerate() {
        texts.push((format!("/distractors/{at}"), text.clone()));
    }
    texts
}
