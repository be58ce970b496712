//! What a response earns.
//!
//! Marking is a function of the question version and the response alone, so that a regrade is a replay and a mark
//! can be explained years later.

mod pattern;

use super::by_hand::{ByHand, HandMark};
use super::decimal::Decimal;
use super::marks::{Fraction, Marks};
use super::markup::Markup;
use super::question::{
    CaseRule, Choice, NumericalAnswer, NumericalRange, OptionId, Question, QuestionBody, Stem, TextAnswer,
};
use super::response::{Response, TruthChoice};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The mark of one question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuestionMark {
    /// The marks; nothing while a person still has to mark it.
    pub awarded: Option<Marks>,
    /// What the question is worth.
    pub max: Marks,
    /// The share that was earned, 0..=100 %; nothing while a person still has to mark it.
    pub fraction: Option<Fraction>,
    /// What the author says to this response, the general feedback last.
    pub feedback: Vec<Markup>,
    /// How right it is.
    pub correct: Correctness,
    /// What a person said of it, where one marked it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by_hand: Option<ByHand>,
}

/// How right a response is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Correctness {
    /// Nothing was answered.
    Blank,
    /// It earns nothing.
    Wrong,
    /// It earns something.
    Partial,
    /// It earns everything.
    Correct,
    /// A person has to say.
    Pending,
}

impl QuestionMark {
    /// This mark with what a person said, where a person has to say.
    #[must_use]
    pub fn completed(self, by_hand: Option<&HandMark>) -> Self {
        let (Correctness::Pending, Some(by_hand)) = (self.correct, by_hand) else { return self };
        let awarded = by_hand.awarded(self.max);
        let correct = match awarded {
            Marks::ZERO => Correctness::Wrong,
            all if all == self.max => Correctness::Correct,
            Marks(_) => Correctness::Partial,
        };
        let fraction = Some(Fraction::of(awarded, self.max));
        Self { awarded: Some(awarded), fraction, correct, by_hand: Some(by_hand.kept(self.max)), ..self }
    }
}

/// Marks a response to a question worth `max`; no response and a blank one earn nothing at once.
///
/// Panics when the response belongs to another kind of question: responses are read with `Response::parse` against
/// the question they are marked by.
pub fn mark(question: &Question, max: Marks, response: Option<&Response>) -> QuestionMark {
    let given = response.filter(|response| !response.is_blank());
    let Some(given) = given else {
        return closed(question, max, Fraction::ZERO, Vec::new(), Correctness::Blank);
    };
    match judge(&question.body, given) {
        Verdict::Earned { fraction, feedback } => {
            let fraction = fraction.clipped();
            let correct = correctness(fraction);
            closed(question, max, fraction, feedback, correct)
        }
        Verdict::ForAPerson => QuestionMark {
            awarded: None,
            max,
            fraction: None,
            feedback: question.general_feedback.iter().cloned().collect(),
            correct: Correctness::Pending,
            by_hand: None,
        },
    }
}

/// Whether this number lies in the range, bounds included.
pub fn takes(range: &NumericalRange, number: Decimal) -> bool {
    match range.bounds() {
        Some((from, to)) => from <= number && number <= to,
        None => matches!(range, NumericalRange::Any {}),
    }
}

enum Verdict<'a> {
    Earned { fraction: Fraction, feedback: Vec<&'a Markup> },
    ForAPerson,
}

fn judge<'a>(body: &'a QuestionBody, response: &Response) -> Verdict<'a> {
    match (body, response) {
        (QuestionBody::SingleChoice { options }, Response::Choice { choice }) => {
            chosen(options, &BTreeSet::from([*choice]))
        }
        (QuestionBody::MultipleChoice { options }, Response::Choices { choices }) => chosen(options, choices),
        (QuestionBody::TrueFalse { correct, feedback_true, feedback_false }, Response::Truth { choice }) => {
            match choice {
                TruthChoice::True => earned(full_if(*correct), feedback_true),
                TruthChoice::False => earned(full_if(!*correct), feedback_false),
            }
        }
        (QuestionBody::ShortText { answers, case }, Response::Text { text }) => matched_text(answers, *case, text),
        (QuestionBody::Numerical { answers }, Response::Number { number, .. }) => matched_number(answers, *number),
        (QuestionBody::Matching { stems, .. }, Response::Pairs { pairs }) => paired(stems, pairs),
        (QuestionBody::Essay {}, Response::Text { .. }) => Verdict::ForAPerson,
        (body, _) => unreachable!("a response to a {:?} question is read against that question", body.kind()),
    }
}

fn chosen<'a>(options: &'a [Choice], choices: &BTreeSet<OptionId>) -> Verdict<'a> {
    let chosen: Vec<&Choice> = options.iter().filter(|option| choices.contains(&option.id)).collect();
    let sum: Fraction = chosen.iter().map(|option| option.fraction).sum();
    Verdict::Earned {
        fraction: rounded_up_to_one(sum, chosen.len()),
        feedback: chosen.iter().filter_map(|option| option.feedback.as_ref()).collect(),
    }
}

/// Weights such as three times 33.33333 % stop short of 100 % by what rounding took from each; whoever chose them all
/// gets everything.
fn rounded_up_to_one(sum: Fraction, weights: usize) -> Fraction {
    let noise = 100 * weights as i64;
    if sum < Fraction::ONE && sum.0 >= Fraction::ONE.0 - noise { Fraction::ONE } else { sum }
}

/// The first pattern that matches counts, as the author ordered them: a catch-all `*` stands last.
fn matched_text<'a>(answers: &'a [TextAnswer], case: CaseRule, text: &str) -> Verdict<'a> {
    let given = pattern::normalised(text, case);
    let matched = answers.iter().find(|answer| pattern::matches(&answer.pattern, case, &given));
    match matched {
        Some(answer) => earned(answer.fraction, &answer.feedback),
        None => earned(Fraction::ZERO, &None),
    }
}

/// The first range that holds the number counts: authors put the narrow one with full credit before the wide one
/// with half of it, and a wrong value that deserves its own feedback before a range that would hold it.
fn matched_number(answers: &[NumericalAnswer], number: Decimal) -> Verdict<'_> {
    match answers.iter().find(|answer| takes(&answer.range, number)) {
        Some(answer) => earned(answer.fraction, &answer.feedback),
        None => earned(Fraction::ZERO, &None),
    }
}

fn paired<'a>(stems: &[Stem], pairs: &BTreeMap<OptionId, OptionId>) -> Verdict<'a> {
    let right = stems.iter().filter(|stem| pairs.get(&stem.id) == Some(&stem.answer)).count();
    earned(Fraction::share(right, stems.len()), &None)
}

fn earned(fraction: Fraction, feedback: &Option<Markup>) -> Verdict<'_> {
    Verdict::Earned { fraction, feedback: feedback.iter().collect() }
}

fn full_if(right: bool) -> Fraction {
    if right { Fraction::ONE } else { Fraction::ZERO }
}

fn correctness(fraction: Fraction) -> Correctness {
    match fraction {
        Fraction::ZERO => Correctness::Wrong,
        Fraction::ONE => Correctness::Correct,
        Fraction(_) => Correctness::Partial,
    }
}

fn closed(
    question: &Question,
    max: Marks,
    fraction: Fraction,
    feedback: Vec<&Markup>,
    correct: Correctness,
) -> QuestionMark {
    let feedback = feedback.into_iter().chain(&question.general_feedback);
    QuestionMark {
        awarded: Some(max.scaled(fraction)),
        max,
        fraction: Some(fraction),
        feedback: feedback.cloned().collect(),
        correct,
        by_hand: None,
    }
}
