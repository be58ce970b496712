//! A result stripped to what the review policy lets its student see.

use super::super::by_hand::CriterionMark;
use super::super::marking::Correctness;
use super::super::marks::{Fraction, Marks};
use super::super::paper::AttemptPaper;
use super::super::question::{Choice, NumericalRange, OptionId, Question, QuestionBody, QuestionSource};
use super::super::response::{Response, TruthChoice};
use super::super::student::Render;
use super::{AttemptResult, MarkedQuestion, ReviewPolicy};
use crate::id::QuestionId;
use serde::Serialize;
use std::collections::BTreeMap;

/// What a student sees; what the policy hides is absent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ResultView {
    /// The marks so far.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<Marks>,
    /// What the paper is worth.
    pub max: Marks,
    /// Whether a person still has to mark something.
    pub provisional: bool,
    /// Every question of the paper, in its order.
    pub questions: Vec<QuestionView>,
}

/// What a student sees of one question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct QuestionView {
    /// The question, as in the student's paper.
    pub id: QuestionId,
    /// Counted from 1 through all sections.
    pub position: usize,
    /// What it is worth.
    pub max: Marks,
    /// With the score: the marks, absent while a person still has to mark it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub awarded: Option<Marks>,
    /// With the score: how right it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub correct: Option<Correctness>,
    /// With the own answers: the response, `null` when nothing was answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response: Option<Response>,
    /// With the right answers: the key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub correct_answer: Option<CorrectAnswer>,
    /// With the feedback: what the author says, in HTML.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub feedback: Option<Vec<String>>,
    /// With the score: what a person's mark consists of, where a rubric was used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub criteria: Option<Vec<CriterionMark>>,
    /// With the feedback: what the person who marked it wrote, as plain text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

/// The key of a question as it is shown afterwards.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum CorrectAnswer {
    /// The options with full credit, or those that add to it.
    Options {
        /// Ids as in the student's paper.
        options: Vec<OptionId>,
    },
    /// Whether the statement is true.
    Truth {
        /// As a response names it.
        choice: TruthChoice,
    },
    /// The patterns with full credit.
    Texts {
        /// `*` stands for any text.
        texts: Vec<String>,
    },
    /// The ranges with full credit.
    Numbers {
        /// As the author gave them.
        ranges: Vec<NumericalRange>,
    },
    /// The right match of every stem.
    Pairs {
        /// Ids as in the student's paper.
        pairs: BTreeMap<OptionId, OptionId>,
    },
    /// A person says what is right.
    ByHand,
}

impl ResultView {
    /// Strips a result. `answers` are the responses it was marked from.
    pub fn build(
        result: &AttemptResult,
        policy: &ReviewPolicy,
        paper: &AttemptPaper,
        questions: &impl QuestionSource,
        answers: &BTreeMap<QuestionId, Response>,
        render: &Render<'_>,
    ) -> Self {
        let view = |marked: &MarkedQuestion| {
            let entry = paper.find(marked.question);
            let question = entry.and_then(|entry| questions.question(entry.version));
            let by_hand = marked.mark.by_hand.clone().unwrap_or_default();
            let criteria = Some(by_hand.criteria).filter(|criteria| !criteria.is_empty());
            let comment = Some(by_hand.comment).filter(|comment| !comment.is_empty());
            QuestionView {
                id: marked.question,
                position: marked.position,
                max: marked.mark.max,
                awarded: policy.show_score.of(marked.mark.awarded).flatten(),
                correct: policy.show_score.of(marked.mark.correct),
                response: policy.show_answers.of(answers.get(&marked.question).cloned().unwrap_or(Response::Blank)),
                correct_answer: policy.show_correct.of(question.map(CorrectAnswer::of)).flatten(),
                feedback: policy.show_feedback.of(marked.mark.feedback.iter().map(render).collect()),
                criteria: policy.show_score.of(criteria).flatten(),
                comment: policy.show_feedback.of(comment).flatten(),
            }
        };
        Self {
            score: policy.show_score.of(result.score),
            max: result.max,
            provisional: result.provisional,
            questions: result.questions.iter().map(view).collect(),
        }
    }
}

impl CorrectAnswer {
    /// The key of a question.
    pub fn of(question: &Question) -> Self {
        match &question.body {
            QuestionBody::SingleChoice { options } => {
                Self::Options { options: ids(options, |fraction| fraction == Fraction::ONE) }
            }
            QuestionBody::MultipleChoice { options } => {
                Self::Options { options: ids(options, |fraction| fraction > Fraction::ZERO) }
            }
            QuestionBody::TrueFalse { correct: true, .. } => Self::Truth { choice: TruthChoice::True },
            QuestionBody::TrueFalse { correct: false, .. } => Self::Truth { choice: TruthChoice::False },
            QuestionBody::ShortText { answers, .. } => Self::Texts {
                texts: answers
                    .iter()
                    .filter(|answer| answer.fraction == Fraction::ONE)
                    .map(|answer| answer.pattern.clone())
                    .collect(),
            },
            QuestionBody::Numerical { answers } => Self::Numbers {
                ranges: answers
                    .iter()
                    .filter(|answer| answer.fraction == Fraction::ONE)
                    .map(|answer| answer.range)
                    .collect(),
            },
            QuestionBody::Matching { stems, .. } => {
                Self::Pairs { pairs: stems.iter().map(|stem| (stem.id, stem.answer)).collect() }
            }
            QuestionBody::Essay {} => Self::ByHand,
        }
    }
}

fn ids(options: &[Choice], counts: impl Fn(Fraction) -> bool) -> Vec<OptionId> {
    let counting = options.iter().filter(|option| counts(option.fraction));
    counting.map(|option| option.id).collect()
}
