//! The result of an attempt, and what its student may see of it.

mod view;

pub use view::{CorrectAnswer, QuestionView, ResultView};

use super::by_hand::HandMark;
use super::marking::{QuestionMark, mark};
use super::marks::Marks;
use super::paper::{AttemptPaper, PaperFault};
use super::question::QuestionSource;
use super::response::Response;
use crate::id::QuestionId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The marks of an attempt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AttemptResult {
    /// What has been awarded so far.
    pub score: Marks,
    /// What the paper is worth.
    pub max: Marks,
    /// Whether a person still has to mark something.
    pub provisional: bool,
    /// Every question of the paper, in its order.
    pub questions: Vec<MarkedQuestion>,
}

/// The mark of one question with its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MarkedQuestion {
    /// The question.
    pub question: QuestionId,
    /// Counted from 1 through all sections.
    pub position: usize,
    /// Its mark.
    #[serde(flatten)]
    pub mark: QuestionMark,
}

/// What a student sees of a released result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReviewPolicy {
    /// Marks, of the attempt and of each question.
    pub show_score: Visibility,
    /// The own answers.
    pub show_answers: Visibility,
    /// The right answers.
    pub show_correct: Visibility,
    /// What the author says to the answers.
    pub show_feedback: Visibility,
}

/// Whether something is seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    /// It is.
    Shown,
    /// It is not.
    Hidden,
}

impl ReviewPolicy {
    /// Everything is seen.
    pub const OPEN: Self = Self {
        show_score: Visibility::Shown,
        show_answers: Visibility::Shown,
        show_correct: Visibility::Shown,
        show_feedback: Visibility::Shown,
    };
    /// Nothing is seen but that the attempt was handed in.
    pub const CLOSED: Self = Self {
        show_score: Visibility::Hidden,
        show_answers: Visibility::Hidden,
        show_correct: Visibility::Hidden,
        show_feedback: Visibility::Hidden,
    };
}

impl Visibility {
    /// The value where it is seen, nothing where it is not.
    pub fn of<T>(self, value: T) -> Option<T> {
        match self {
            Self::Shown => Some(value),
            Self::Hidden => None,
        }
    }
}

impl AttemptResult {
    /// Marks every question of the paper; what was not answered is blank, and what waits for a person takes the mark
    /// `by_hand`, if there is one. Fails where a question version is missing.
    pub fn mark(
        paper: &AttemptPaper,
        questions: &impl QuestionSource,
        answers: &BTreeMap<QuestionId, Response>,
        by_hand: &BTreeMap<QuestionId, HandMark>,
    ) -> Result<Self, PaperFault> {
        let marked = paper.positions().map(|(position, entry)| {
            let version = entry.version;
            let question = questions.question(version);
            let question = question.ok_or(PaperFault::VersionMissing { version })?;
            let mark = mark(question, entry.points, answers.get(&entry.question));
            let mark = mark.completed(by_hand.get(&entry.question));
            Ok(MarkedQuestion { question: entry.question, position, mark })
        });
        let questions: Vec<MarkedQuestion> = marked.collect::<Result<_, _>>()?;
        Ok(Self {
            score: questions.iter().filter_map(|q| q.mark.awarded).sum(),
            max: questions.iter().map(|q| q.mark.max).sum(),
            provisional: questions.iter().any(|q| q.mark.awarded.is_none()),
            questions,
        })
    }

    /// The questions that a person marks in this attempt, whether one has or not.
    pub fn for_a_person(&self) -> impl Iterator<Item = &MarkedQuestion> {
        self.questions.iter().filter(|marked| marked.mark.awarded.is_none() || marked.mark.by_hand.is_some())
    }
}
