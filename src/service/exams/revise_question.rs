//! The next version of a question, made from the one that its author saw.
//!
//! Versions never change. Who saves from an outdated one is told what is stored and what differs, and nothing is lost.

use super::draft::{Draft, Written};
use super::pictured;
use super::question_sheet::{QuestionSheet, latest, own_question, sheet};
use crate::service::accounts::api::Caller;
use crate::service::audit::{self, Object};
use crate::service::problem::{ProblemType, Refusal};
use crate::service::{Answer, Context};
use crate::store::exams::question::{self, version_row};
use crate::store::exams::question_version::Version;
use crate::store::{Priority, StoreError, json};
use examhall_domain::exams::bank::differences;
use examhall_domain::id::{ExamId, QuestionId, QuestionVersionId};
use serde::Deserialize;
use utoipa::ToSchema;

/// A changed question.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReviseQuestion {
    /// The version that was edited.
    pub base_version: i64,
    pub question: Draft,
}

/// Stores the question as its next version. What reads as the latest version already makes none, so that a repeat of the
/// same request is answered as the first time.
///
/// # Errors
/// `forbidden`, `not-found`, `validation-failed` with a pointer for each fault, `conflict` with the members `stored` and
/// `differences` (from the stored version to what was sent) when another version came in between, and those of the store.
pub async fn revise_question(
    cx: &Context,
    caller: &Caller,
    exam: ExamId,
    id: QuestionId,
    command: ReviseQuestion,
) -> Answer<QuestionSheet> {
    own_question(cx, caller, exam, id).await?;
    let written = command.question.read(cx.randomness.seed())?;
    pictured::check(cx, exam, &command.question).await?;
    succeed(cx, caller, (exam, id), command.base_version, &written).await
}

/// Makes `written` the next version after `base`.
///
/// # Errors
/// As of [`revise_question`], without its validation.
pub(super) async fn succeed(
    cx: &Context,
    caller: &Caller,
    (exam, id): (ExamId, QuestionId),
    base: i64,
    written: &Written,
) -> Answer<QuestionSheet> {
    let stored = latest(cx, id).await?;
    if differs(&stored, written).is_empty() {
        return sheet(cx, exam, id).await;
    }
    if stored.number != base {
        return Err(conflict(cx, exam, id, written).await?.into());
    }
    match insert(cx, caller, id, base + 1, written).await {
        Ok(()) => sheet(cx, exam, id).await,
        Err(error) if error.conflict().is_some() => Err(conflict(cx, exam, id, written).await?.into()),
        Err(error) => Err(error.into()),
    }
}

async fn insert(
    cx: &Context,
    caller: &Caller,
    id: QuestionId,
    number: i64,
    written: &Written,
) -> Result<(), StoreError> {
    let version = QuestionVersionId(cx.ids.uuid());
    let now = cx.clock.now();
    let row = version_row(version, id, number, &written.question, written.points, caller.account, now)?;
    let transaction = cx.store.begin(Priority::Rest).await?;
    question::insert_version(&transaction, row).await?;
    let object = Object { kind: "question", id: &id };
    let detail = serde_json::json!({ "version": number });
    audit::record(cx, &transaction, Some(caller.account), "exams.question_revised", object, detail).await?;
    transaction.commit().await
}

async fn conflict(cx: &Context, exam: ExamId, id: QuestionId, written: &Written) -> Answer<Refusal> {
    let stored = latest(cx, id).await?;
    let differences = json::value("question_versions.body", &differs(&stored, written))?;
    let sheet = json::value("question_versions.body", &sheet(cx, exam, id).await?)?;
    Ok(Refusal::new(ProblemType::Conflict).extra("stored", sheet).extra("differences", differences))
}

fn differs(stored: &Version, written: &Written) -> Vec<examhall_domain::exams::bank::Difference> {
    differences((&stored.question, stored.points), (&written.question, written.points))
}
