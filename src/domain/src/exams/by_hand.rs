//! What a person says of an answer: the levels of a rubric or plain points, and a comment to the student.
//!
//! A mark by hand is an input of the marking like the answers themselves, so that a replay with the same marks gives the
//! same result. Who marked and when belongs to the store.

use super::marks::Marks;
use super::rubric::{ChoiceFault, Criterion, Level, Rubric};
use crate::text::BoundedText;
use serde::{Deserialize, Serialize};

/// What a marker writes to the student; may be empty.
pub type MarkComment = BoundedText<0, 4_000>;

/// One mark by hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandMark {
    judgement: Judgement,
    comment: MarkComment,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Judgement {
    Levels { rubric: Rubric, levels: Vec<usize> },
    Points(Marks),
}

/// What a result keeps of a mark by hand, for the student.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ByHand {
    /// By the rubric's criteria; empty where there was no rubric.
    pub criteria: Vec<CriterionMark>,
    /// The marker's words; may be empty.
    pub comment: String,
}

/// What an answer reached in one criterion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CriterionMark {
    /// The criterion.
    pub title: String,
    /// What it looks at; may be empty.
    pub description: String,
    /// What an answer at the chosen level is like.
    pub level: String,
    /// Scaled to what the question is worth.
    pub points: Marks,
    /// The best level, scaled likewise.
    pub max: Marks,
}

/// Points outside of what the question is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the points are not between 0 and what the question is worth")]
pub struct PointsFault;

impl HandMark {
    /// A mark by the rubric: one level for each criterion, counted from 0.
    pub fn by_levels(rubric: Rubric, levels: Vec<usize>, comment: MarkComment) -> Result<Self, ChoiceFault> {
        rubric.chosen(&levels)?;
        Ok(Self { judgement: Judgement::Levels { rubric, levels }, comment })
    }

    /// A mark without a rubric, for a question that is worth `max`.
    pub fn by_points(points: Marks, max: Marks, comment: MarkComment) -> Result<Self, PointsFault> {
        if !(Marks::ZERO..=max).contains(&points) {
            return Err(PointsFault);
        }
        Ok(Self { judgement: Judgement::Points(points), comment })
    }

    /// What it earns of a question that is worth `max`; never outside of 0 to `max`.
    pub fn awarded(&self, max: Marks) -> Marks {
        match &self.judgement {
            Judgement::Points(points) => (*points).clamp(Marks::ZERO, max),
            Judgement::Levels { rubric, .. } => {
                let sum = self.chosen().into_iter().map(|(_, level)| level.points).sum();
                max.scaled_by(sum, rubric.best())
            }
        }
    }

    /// What a result of a question that is worth `max` keeps of it.
    pub fn kept(&self, max: Marks) -> ByHand {
        ByHand { criteria: self.criteria(max), comment: self.comment.to_string() }
    }

    fn criteria(&self, max: Marks) -> Vec<CriterionMark> {
        let Judgement::Levels { rubric, .. } = &self.judgement else { return Vec::new() };
        let scaled = |points| max.scaled_by(points, rubric.best());
        let of = |(criterion, level): (&Criterion, &Level)| CriterionMark {
            title: criterion.title.to_string(),
            description: criterion.description.to_string(),
            level: level.words.to_string(),
            points: scaled(level.points),
            max: scaled(criterion.best()),
        };
        self.chosen().into_iter().map(of).collect()
    }

    fn chosen(&self) -> Vec<(&Criterion, &Level)> {
        match &self.judgement {
            Judgement::Points(_) => Vec::new(),
            Judgement::Levels { rubric, levels } => match rubric.chosen(levels) {
                Ok(chosen) => chosen,
                Err(ChoiceFault) => unreachable!("the levels were checked against this rubric"),
            },
        }
    }
}
