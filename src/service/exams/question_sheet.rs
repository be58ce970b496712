//! A question of a bank with everything that its author edits.

use super::draft::Draft;
use super::scope;
use crate::service::accounts::api::Caller;
use crate::service::instant::Instant;
use crate::service::problem::ProblemType;
use crate::service::{Answer, Context};
use crate::store::StoreError;
use crate::store::exams::question_version::{self, Version};
use crate::store::exams::{bank, question};
use examhall_domain::accounts::Action;
use examhall_domain::id::{ExamId, QuestionId};
use examhall_domain::time::Timestamp;
use serde::Serialize;
use std::collections::BTreeSet;
use utoipa::ToSchema;

/// A question at its latest version.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct QuestionSheet {
    #[schema(value_type = Uuid)]
    pub id: QuestionId,
    /// Counted from 1; what an edit says that it was made from.
    pub version: i64,
    /// Its parts separated by `/`; empty at the top.
    pub category: String,
    pub tags: BTreeSet<String>,
    /// `null` while papers can be made of it.
    pub archived_at: Option<Instant>,
    /// How many versions of papers ask it.
    pub papers: i64,
    pub question: Draft,
}

/// The question, if the caller may manage its exam.
///
/// # Errors
/// `forbidden`, `not-found`, and those of the store.
pub(super) async fn own_question(
    cx: &Context,
    caller: &Caller,
    exam: ExamId,
    question: QuestionId,
) -> Answer<question::Model> {
    scope::exam(cx, caller, Action::ManageExam, exam).await?;
    Ok(question::find(cx.store.read(), exam, question).await?.ok_or(ProblemType::NotFound)?)
}

/// The question's version that stands in the bank.
///
/// # Errors
/// Those of the store.
pub(super) async fn latest(cx: &Context, question: QuestionId) -> Result<Version, StoreError> {
    let found = question_version::find_latest(cx.store.read(), question).await?;
    found.ok_or_else(|| StoreError::corrupt("questions.latest_version_id", &"there is no such version"))
}

/// The sheet as it is stored now.
///
/// # Errors
/// `not-found`, and those of the store.
pub(super) async fn sheet(cx: &Context, exam: ExamId, id: QuestionId) -> Answer<QuestionSheet> {
    let row = question::find(cx.store.read(), exam, id).await?.ok_or(ProblemType::NotFound)?;
    let version = latest(cx, id).await?;
    Ok(QuestionSheet {
        id,
        version: version.number,
        category: row.category,
        tags: bank::tags_of(cx.store.read(), &[id]).await?.remove(&id).unwrap_or_default(),
        archived_at: row.archived_at_us.map(|at_us| Instant(Timestamp(at_us))),
        papers: bank::count_papers(cx.store.read(), id).await?,
        question: Draft::of(&version.question, version.points),
    })
}
