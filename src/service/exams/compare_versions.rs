//! Two versions of a question side by side, in words.

use super::question_sheet::own_question;
use crate::service::accounts::api::Caller;
use crate::service::problem::ProblemType;
use crate::service::{Answer, Context};
use crate::store::exams::question_version::{self, Version};
use crate::store::json;
use examhall_domain::exams::bank;
use examhall_domain::id::{ExamId, QuestionId};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// What differs.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Comparison {
    /// The older version, counted from 1.
    pub from: i64,
    /// The newer one.
    pub to: i64,
    /// By fields: `{field, place?, pieces: [{kind: kept | removed | added, text}]}`; empty when both read the same.
    #[schema(value_type = Vec<Object>)]
    pub differences: Value,
}

/// What changed from one version to another.
///
/// # Errors
/// `forbidden`, `not-found`, and those of the store.
pub async fn compare_versions(
    cx: &Context,
    caller: &Caller,
    (exam, question): (ExamId, QuestionId),
    from: i64,
    to: i64,
) -> Answer<Comparison> {
    own_question(cx, caller, exam, question).await?;
    let (old, new) = (version(cx, question, from).await?, version(cx, question, to).await?);
    let found = bank::differences((&old.question, old.points), (&new.question, new.points));
    Ok(Comparison { from, to, differences: json::value("question_versions.body", &found)? })
}

async fn version(cx: &Context, question: QuestionId, number: i64) -> Answer<Version> {
    let found = question_version::find_numbered(cx.store.read(), question, number).await?;
    Ok(found.ok_or(ProblemType::NotFound)?)
}
