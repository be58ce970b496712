//! What people gave the answers of an attempt, brought together with the rubrics it was given by.

use crate::service::exams::api::rubrics;
use crate::service::rooms::attempt_file::AttemptFile;
use crate::store::rooms::hand_mark::Counting;
use crate::store::{Store, StoreError, json};
use examhall_domain::exams::{HandMark, MarkComment, Marks, Rubric};
use examhall_domain::id::{QuestionId, RubricId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A mark as its row holds it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Given {
    /// One level of each criterion, counted from 0.
    Levels { rubric: RubricId, levels: Vec<usize>, comment: MarkComment },
    /// Plain points.
    Points { points: Marks, comment: MarkComment },
}

impl Given {
    /// The rubric that it was given by, if any.
    pub(super) fn rubric(&self) -> Option<RubricId> {
        match self {
            Self::Levels { rubric, .. } => Some(*rubric),
            Self::Points { .. } => None,
        }
    }

    /// The mark itself, for a question that is worth `max`.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when it would not have passed the checks of marking.
    pub(super) fn resolve(self, rubrics: &BTreeMap<RubricId, Rubric>, max: Marks) -> Result<HandMark, StoreError> {
        match self {
            Self::Points { points, comment } => HandMark::by_points(points, max, comment).map_err(|why| corrupt(&why)),
            Self::Levels { rubric, levels, comment } => {
                let rubric = rubrics.get(&rubric).ok_or_else(|| corrupt(&"there is no such rubric"))?;
                HandMark::by_levels(rubric.clone(), levels, comment).map_err(|why| corrupt(&why))
            }
        }
    }
}

/// The marks behind the rows that count for an attempt.
///
/// # Errors
/// Those of the store.
pub(super) async fn of(
    store: &Store,
    file: &AttemptFile,
    rows: Vec<Counting>,
) -> Result<BTreeMap<QuestionId, HandMark>, StoreError> {
    let mut given = Vec::new();
    for row in rows {
        given.push((row.question, json::decode::<Given>("hand_marks.body", &row.body)?));
    }
    let ids: Vec<RubricId> = given.iter().filter_map(|(_, given)| given.rubric()).collect();
    let rubrics = rubrics(store, &ids).await?;
    let mut found = BTreeMap::new();
    for (question, given) in given {
        let entry = file.paper.find(question).ok_or_else(|| corrupt(&"a question of another paper"))?;
        found.insert(question, given.resolve(&rubrics, entry.points)?);
    }
    Ok(found)
}

fn corrupt(why: &dyn std::fmt::Display) -> StoreError {
    StoreError::corrupt("hand_marks.body", why)
}
