//! Papers: what an author puts together, and what one attempt is made of.
//!
//! A definition says which questions there are and what is drawn; it is immutable once published. Materialising it
//! with a seed gives the paper of one attempt, whose digest heads the chain of that attempt's answers.

mod canonical;
mod draws;
mod materialise;
mod validate;

pub use draws::DrawStanding;
pub use materialise::materialise;
pub use validate::PaperFault;

use super::marks::Marks;
use super::question::OptionId;
use crate::id::{QuestionId, QuestionVersionId};
use crate::text::BoundedText;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Most questions of one attempt.
pub const QUESTIONS_MAX: usize = 500;
/// Most sections.
pub const SECTIONS_MAX: usize = 50;
/// Most questions in one pool.
pub const POOL_MAX: usize = 5_000;
/// Most points of one question.
pub const POINTS_MAX: Marks = Marks::from_points(1_000);

/// The title of a section; may be empty.
pub type SectionTitle = BoundedText<0, 200>;

/// What an author put together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaperDefinition {
    /// In the order in which they are shown.
    pub sections: Vec<Section>,
    /// Whether the options of choice questions are put in another order for each attempt.
    pub options: ShufflePolicy,
}

/// A part of a paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// What is shown above it.
    pub title: SectionTitle,
    /// Whether its questions are put in another order for each attempt.
    pub shuffle: ShufflePolicy,
    /// What it consists of.
    pub items: Vec<Item>,
}

/// Whether an order is the author's or drawn for each attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ShufflePolicy {
    /// The author's order.
    Fixed,
    /// An order drawn for each attempt.
    Shuffled,
}

/// One entry of a section.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Item {
    /// A question that everybody gets.
    Fixed {
        /// The question.
        question: QuestionId,
        /// The version that is asked.
        version: QuestionVersionId,
        /// What it is worth.
        points: Marks,
    },
    /// Questions drawn for each attempt.
    Draw {
        /// Where its author took the pool from; absent in papers that were published before it was written down.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<DrawSource>,
        /// What is drawn from, resolved when the paper is published.
        pool: Vec<PoolEntry>,
        /// How many are drawn.
        count: usize,
        /// What each is worth.
        points: Marks,
    },
}

/// What an author draws from. Only the pool that it was resolved to counts afterwards; this lets the author go on from a
/// published paper.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DrawSource {
    /// A category with those beneath it, as questions name it; empty for the whole bank.
    pub category: String,
    /// A tag that each of them bears; without one all of the category.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
}

/// A question of a pool; in JSON the pair `[question, version]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PoolEntry(pub QuestionId, pub QuestionVersionId);

/// The paper of one attempt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AttemptPaper {
    /// In the order in which they are shown.
    pub sections: Vec<AttemptSection>,
}

/// A section of an attempt's paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AttemptSection {
    /// What is shown above it.
    pub title: SectionTitle,
    /// In the order in which they are shown.
    pub questions: Vec<AttemptQuestion>,
}

/// A question of an attempt's paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AttemptQuestion {
    /// The question.
    pub question: QuestionId,
    /// The version that is asked.
    pub version: QuestionVersionId,
    /// What it is worth.
    pub points: Marks,
    /// The order in which options, or the matches of a matching question, are shown; empty for the other kinds.
    pub option_order: Vec<OptionId>,
}

impl PaperDefinition {
    /// How many questions an attempt has.
    pub fn question_count(&self) -> usize {
        self.sections.iter().fold(0, |sum, section| sum.saturating_add(section.question_count()))
    }

    /// Every question version that an attempt may be asked, for loading.
    pub fn versions(&self) -> impl Iterator<Item = QuestionVersionId> {
        let items = self.sections.iter().flat_map(|section| &section.items);
        items.flat_map(|item| match item {
            Item::Fixed { version, .. } => vec![*version],
            Item::Draw { pool, .. } => pool.iter().map(|entry| entry.1).collect(),
        })
    }

    /// Every question that an attempt may be asked, once and in the author's order, with its version and what it is worth.
    pub fn questions(&self) -> Vec<(QuestionId, QuestionVersionId, Marks)> {
        let mut seen = BTreeSet::new();
        let items = self.sections.iter().flat_map(|section| &section.items);
        let asked = items.flat_map(|item| match item {
            Item::Fixed { question, version, points } => vec![(*question, *version, *points)],
            Item::Draw { pool, points, .. } => pool.iter().map(|entry| (entry.0, entry.1, *points)).collect(),
        });
        asked.filter(|(question, ..)| seen.insert(*question)).collect()
    }

    /// What an attempt is worth; the same for every draw.
    pub fn points(&self) -> Marks {
        self.sections.iter().map(Section::points).sum()
    }
}

impl Section {
    /// How many questions of an attempt stand in it.
    pub fn question_count(&self) -> usize {
        self.items.iter().fold(0, |sum, item| sum.saturating_add(item.count()))
    }

    /// What its questions are worth together.
    pub fn points(&self) -> Marks {
        self.items.iter().map(Item::points).sum()
    }
}

impl Item {
    /// How many questions it gives.
    pub const fn count(&self) -> usize {
        match self {
            Self::Fixed { .. } => 1,
            Self::Draw { count, .. } => *count,
        }
    }

    /// What its questions are worth together.
    pub fn points(&self) -> Marks {
        let (Self::Fixed { points, .. } | Self::Draw { points, .. }) = self;
        let count = i64::try_from(self.count()).unwrap_or(i64::MAX);
        Marks(points.0.saturating_mul(count))
    }
}

impl AttemptPaper {
    /// The questions with their positions, counted from 1 through all sections.
    pub fn positions(&self) -> impl Iterator<Item = (usize, &AttemptQuestion)> {
        let questions = self.sections.iter().flat_map(|section| &section.questions);
        (1..).zip(questions)
    }

    /// The question at a position, counted from 1.
    pub fn at_position(&self, position: usize) -> Option<&AttemptQuestion> {
        self.positions().find(|(at, _)| *at == position).map(|(_, question)| question)
    }

    /// The entry of a question, if the paper asks it.
    pub fn find(&self, question: QuestionId) -> Option<&AttemptQuestion> {
        self.positions().map(|(_, entry)| entry).find(|entry| entry.question == question)
    }
}
