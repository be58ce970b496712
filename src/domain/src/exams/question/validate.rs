//! The rules that a question has to keep before it may be asked, kind by kind.

use super::super::marks::Fraction;
use super::super::markup::MARKUP_BYTES_MAX;
use super::{
    Choice, Match, NAME_CHARS_MAX, NumericalAnswer, NumericalRange, OPTIONS_MAX, OptionId, PATTERN_CHARS_MAX, Question,
    QuestionBody, QuestionFault, Stem, TextAnswer,
};
use std::collections::BTreeSet;

/// How far below 100 % the weights of a multiple choice may add up: what rounding each to five places loses.
const ROUNDING_PER_OPTION: i64 = 100;

impl Question {
    /// Everything that keeps this question from being asked and marked, each with the field it concerns.
    pub fn validate(&self) -> Result<(), Vec<QuestionFault>> {
        let faults = faults(self);
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    }
}

fn faults(question: &Question) -> Vec<QuestionFault> {
    let mut faults = Vec::new();
    let count = option_count(&question.body);
    if count > OPTIONS_MAX {
        // What follows compares options with each other, which is only cheap for as many as there may be.
        let max = OPTIONS_MAX;
        return vec![QuestionFault::TooManyOptions { count, max }];
    }
    check_name(&question.name, &mut faults);
    if question.text.is_blank() {
        faults.push(QuestionFault::TextMissing);
    }
    check_lengths(question, &mut faults);
    match &question.body {
        QuestionBody::SingleChoice { options } => check_choices(options, best_single, &mut faults),
        QuestionBody::MultipleChoice { options } => {
            check_choices(options, best_multiple, &mut faults);
        }
        QuestionBody::ShortText { answers, .. } => check_texts(answers, &mut faults),
        QuestionBody::Numerical { answers } => check_numbers(answers, &mut faults),
        QuestionBody::Matching { stems, matches } => check_matching(stems, matches, &mut faults),
        QuestionBody::TrueFalse { .. } | QuestionBody::Essay {} => {}
    }
    faults
}

fn check_name(name: &str, faults: &mut Vec<QuestionFault>) {
    if name.trim().is_empty() {
        faults.push(QuestionFault::NameMissing);
    }
    if name.chars().count() > NAME_CHARS_MAX {
        faults.push(QuestionFault::NameTooLong { max: NAME_CHARS_MAX });
    }
}

fn check_lengths(question: &Question, faults: &mut Vec<QuestionFault>) {
    let too_long = question.texts().into_iter().any(|text| text.source.len() > MARKUP_BYTES_MAX);
    if too_long {
        faults.push(QuestionFault::TextTooLong { max: MARKUP_BYTES_MAX });
    }
}

fn check_count(count: usize, min: usize, faults: &mut Vec<QuestionFault>) {
    if count < min {
        faults.push(QuestionFault::TooFewOptions { count, min });
    }
}

fn option_count(body: &QuestionBody) -> usize {
    match body {
        QuestionBody::SingleChoice { options } | QuestionBody::MultipleChoice { options } => options.len(),
        QuestionBody::ShortText { answers, .. } => answers.len(),
        QuestionBody::Numerical { answers } => answers.len(),
        QuestionBody::Matching { stems, matches } => stems.len().max(matches.len()),
        QuestionBody::TrueFalse { .. } | QuestionBody::Essay {} => 0,
    }
}

fn check_choices(options: &[Choice], best: fn(&[Choice]) -> Option<Fraction>, faults: &mut Vec<QuestionFault>) {
    check_count(options.len(), 2, faults);
    check_ids(options.iter().map(|option| option.id), faults);
    for (number, option) in (1..).zip(options) {
        if option.text.is_blank() {
            faults.push(QuestionFault::OptionEmpty { number });
        }
    }
    check_weights(options.iter().map(|option| option.fraction), faults);
    let noise = ROUNDING_PER_OPTION * options.len() as i64;
    check_credit(best(options), noise, faults);
}

fn check_texts(answers: &[TextAnswer], faults: &mut Vec<QuestionFault>) {
    check_count(answers.len(), 1, faults);
    for (number, answer) in (1..).zip(answers) {
        if answer.pattern.trim().is_empty() {
            faults.push(QuestionFault::PatternEmpty { number });
        }
        if answer.pattern.chars().count() > PATTERN_CHARS_MAX {
            faults.push(QuestionFault::PatternTooLong { number, max: PATTERN_CHARS_MAX });
        }
    }
    check_weights(answers.iter().map(|answer| answer.fraction), faults);
    let best = answers.iter().map(|answer| answer.fraction).max();
    check_credit(best, 0, faults);
}

fn check_numbers(answers: &[NumericalAnswer], faults: &mut Vec<QuestionFault>) {
    check_count(answers.len(), 1, faults);
    for (number, answer) in (1..).zip(answers) {
        if let Some(fault) = range_fault(&answer.range, number) {
            faults.push(fault);
        }
    }
    check_weights(answers.iter().map(|answer| answer.fraction), faults);
    let best = answers.iter().map(|answer| answer.fraction).max();
    check_credit(best, 0, faults);
}

fn range_fault(range: &NumericalRange, number: usize) -> Option<QuestionFault> {
    match *range {
        NumericalRange::Tolerance { tolerance, .. } if tolerance.is_negative() => {
            Some(QuestionFault::ToleranceNegative { number })
        }
        NumericalRange::Between { from, to } if from > to => Some(QuestionFault::RangeReversed { number }),
        NumericalRange::Any {} => None,
        NumericalRange::Exact { .. } | NumericalRange::Tolerance { .. } | NumericalRange::Between { .. } => {
            range.bounds().is_none().then_some(QuestionFault::NumberTooPrecise { number })
        }
    }
}

fn check_matching(stems: &[Stem], matches: &[Match], faults: &mut Vec<QuestionFault>) {
    check_count(stems.len().min(matches.len()), 2, faults);
    let ids = stems.iter().map(|stem| stem.id);
    check_ids(ids.chain(matches.iter().map(|m| m.id)), faults);
    for (number, stem) in (1..).zip(stems) {
        if stem.text.is_blank() {
            faults.push(QuestionFault::OptionEmpty { number });
        }
        if !matches.iter().any(|m| m.id == stem.answer) {
            faults.push(QuestionFault::MatchMissing { number });
        }
    }
    let mut read = BTreeSet::new();
    for (number, one) in (1..).zip(matches) {
        if one.text.is_blank() {
            faults.push(QuestionFault::OptionEmpty { number });
        } else if !read.insert(one.text.source.trim()) {
            faults.push(QuestionFault::MatchRepeated);
        }
    }
}

fn check_ids(ids: impl Iterator<Item = OptionId>, faults: &mut Vec<QuestionFault>) {
    let mut seen = BTreeSet::new();
    if !ids.into_iter().all(|id| seen.insert(id)) {
        faults.push(QuestionFault::OptionIdRepeated);
    }
}

fn check_weights(weights: impl Iterator<Item = Fraction>, faults: &mut Vec<QuestionFault>) {
    let outside = (1..).zip(weights).filter(|(_, w)| !w.is_weight());
    faults.extend(outside.map(|(number, _)| QuestionFault::WeightOutOfRange { number }));
}

/// Without any answer there is another fault already.
fn check_credit(best: Option<Fraction>, noise: i64, faults: &mut Vec<QuestionFault>) {
    match best {
        None => {}
        Some(best) if best <= Fraction::ZERO => faults.push(QuestionFault::NoCorrectAnswer),
        Some(best) if best.0 < Fraction::ONE.0 - noise => {
            faults.push(QuestionFault::NoFullCredit { best });
        }
        Some(_) => {}
    }
}

fn best_single(options: &[Choice]) -> Option<Fraction> {
    options.iter().map(|option| option.fraction).max()
}

fn best_multiple(options: &[Choice]) -> Option<Fraction> {
    let earned = options.iter().map(|option| option.fraction);
    let best = earned.filter(|fraction| *fraction > Fraction::ZERO).sum();
    (!options.is_empty()).then_some(best)
}
