//! A question written by hand.

use super::draft::Draft;
use super::fields::Faults;
use super::pictured;
use super::question_sheet::{QuestionSheet, sheet};
use super::scope;
use crate::service::accounts::api::Caller;
use crate::service::audit::{self, Object};
use crate::service::problem::Refusal;
use crate::service::{Answer, Context};
use crate::store::Priority;
use crate::store::exams::question::{self, NewQuestion};
use examhall_domain::accounts::Action;
use examhall_domain::exams::bank::retag;
use examhall_domain::id::{ExamId, QuestionId, QuestionVersionId};
use serde::Deserialize;
use std::collections::BTreeSet;
use utoipa::ToSchema;

/// A question for a bank.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateQuestion {
    /// Parts separated by `/`, a `/` inside of a part written `\/`; empty for the top.
    #[serde(default)]
    pub category: String,
    /// At most 32, each of at most 40 characters.
    #[serde(default)]
    pub tags: Vec<String>,
    pub question: Draft,
}

/// Adds the question as its first version.
///
/// # Errors
/// `forbidden`, `not-found`, `validation-failed` with a pointer for each fault, and those of the store.
pub async fn create_question(
    cx: &Context,
    caller: &Caller,
    exam: ExamId,
    command: CreateQuestion,
) -> Answer<QuestionSheet> {
    scope::exam(cx, caller, Action::ManageExam, exam).await?;
    let new = read(cx, &command)?;
    pictured::check(cx, exam, &command.question).await?;
    let id = new.id;
    let transaction = cx.store.begin(Priority::Rest).await?;
    question::insert_many(&transaction, exam, caller.account, cx.clock.now(), &[new]).await?;
    let object = Object { kind: "question", id: &id };
    audit::record(cx, &transaction, Some(caller.account), "exams.question_created", object, serde_json::json!({}))
        .await?;
    transaction.commit().await?;
    sheet(cx, exam, id).await
}

fn read(cx: &Context, command: &CreateQuestion) -> Result<NewQuestion, Refusal> {
    let mut faults = Faults::default();
    let category = faults.category("/category", &command.category);
    let tags = retag(&BTreeSet::new(), &faults.tags("/tags", &command.tags), &[]);
    let written = command.question.read(cx.randomness.seed());
    let (Some(category), Ok(tags), true) = (category, tags, faults.is_empty()) else {
        let mut refusal = faults.refusal();
        refusal.fields.extend(written.err().map(|of_question| of_question.fields).unwrap_or_default());
        return Err(refusal);
    };
    let written = written?;
    Ok(NewQuestion {
        id: QuestionId(cx.ids.uuid()),
        version: QuestionVersionId(cx.ids.uuid()),
        category: category.written(),
        tags,
        question: written.question,
        points: written.points,
    })
}
