//! An old version made the latest again, as a new one: history is only ever added to.

use super::draft::Written;
use super::question_sheet::{QuestionSheet, own_question};
use super::revise_question::succeed;
use crate::service::accounts::api::Caller;
use crate::service::problem::ProblemType;
use crate::service::{Answer, Context};
use crate::store::exams::question_version;
use examhall_domain::id::{ExamId, QuestionId};
use serde::Deserialize;
use utoipa::ToSchema;

/// From where to go back.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RestoreVersion {
    /// The version that stood in the bank when this was decided.
    pub base_version: i64,
}

/// Makes version `number` the next one; what reads as the latest already makes none.
///
/// # Errors
/// `forbidden`, `not-found`, `conflict` as of revising a question, and those of the store.
pub async fn restore_version(
    cx: &Context,
    caller: &Caller,
    (exam, question): (ExamId, QuestionId),
    number: i64,
    command: RestoreVersion,
) -> Answer<QuestionSheet> {
    own_question(cx, caller, exam, question).await?;
    let old = question_version::find_numbered(cx.store.read(), question, number).await?;
    let old = old.ok_or(ProblemType::NotFound)?;
    let written = Written { question: old.question, points: old.points };
    succeed(cx, caller, (exam, question), command.base_version, &written).await
}
