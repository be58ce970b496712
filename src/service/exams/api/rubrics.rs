//! Rubrics of questions, for those who mark by them.

use crate::store::exams::rubric;
use crate::store::{Store, StoreError};
use examhall_domain::exams::Rubric;
use examhall_domain::id::{QuestionId, RubricId};
use std::collections::BTreeMap;

/// One version of a question's rubric.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionedRubric {
    pub id: RubricId,
    /// Counted from 1.
    pub version: i64,
    pub rubric: Rubric,
}

/// The rubrics that marks were given by.
///
/// # Errors
/// Those of the store.
pub async fn rubrics(store: &Store, ids: &[RubricId]) -> Result<BTreeMap<RubricId, Rubric>, StoreError> {
    rubric::find_many(store.read(), ids).await
}

/// The rubrics by which several questions are marked now; a question without one is left out.
///
/// # Errors
/// Those of the store.
pub async fn latest_rubrics(
    store: &Store,
    questions: &[QuestionId],
) -> Result<BTreeMap<QuestionId, VersionedRubric>, StoreError> {
    let rows = rubric::latest(store.read(), questions).await?;
    let read = |(question, row): (QuestionId, rubric::Model)| {
        Ok((question, VersionedRubric { id: RubricId(row.id), version: row.version, rubric: row.read()? }))
    };
    rows.into_iter().map(read).collect()
}
