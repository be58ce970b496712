//! Tags of a question: words given and taken away, without a new version, since nobody is asked them.

use super::fields::Faults;
use super::question_sheet::own_question;
use crate::service::accounts::api::Caller;
use crate::service::audit::{self, Object};
use crate::service::problem::{ProblemType, Refusal};
use crate::service::{Answer, Context};
use crate::store::Priority;
use crate::store::exams::{bank, question};
use examhall_domain::exams::bank::{TAGS_MAX, retag};
use examhall_domain::id::{ExamId, QuestionId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use utoipa::ToSchema;

/// What to change.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TagQuestion {
    /// Each of at most 40 characters; capitals and spaces do not matter.
    #[serde(default)]
    pub add: Vec<String>,
    #[serde(default)]
    pub remove: Vec<String>,
}

/// The tags of a question.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Tags {
    /// At most 32, unless a file brought more.
    pub tags: BTreeSet<String>,
}

/// Adds and removes tags; again is the same.
///
/// # Errors
/// `forbidden`, `not-found`, `validation-failed`, and those of the store.
pub async fn tag_question(
    cx: &Context,
    caller: &Caller,
    exam: ExamId,
    id: QuestionId,
    command: TagQuestion,
) -> Answer<Tags> {
    own_question(cx, caller, exam, id).await?;
    let mut faults = Faults::default();
    let (add, remove) = (faults.tags("/add", &command.add), faults.tags("/remove", &command.remove));
    if !faults.is_empty() {
        return Err(faults.refusal().into());
    }
    let transaction = cx.store.begin(Priority::Rest).await?;
    // Two authors who tag the same question wait for each other, so that neither loses what the other added.
    if !question::lock(&transaction, exam, id).await? {
        return Err(ProblemType::NotFound.into());
    }
    let before = bank::tags_of(&transaction, &[id]).await?.remove(&id).unwrap_or_default();
    let tags = retag(&before, &add, &remove).map_err(|_| too_many())?;
    if tags != before {
        question::replace_tags(&transaction, [(id, &tags)].into_iter()).await?;
        let object = Object { kind: "question", id: &id };
        audit::record(cx, &transaction, Some(caller.account), "exams.question_tagged", object, serde_json::json!({}))
            .await?;
    }
    transaction.commit().await?;
    Ok(Tags { tags })
}

fn too_many() -> Refusal {
    let mut faults = Faults::default();
    faults.add_with("/add", "too_many", vec![("max", TAGS_MAX.to_string())]);
    faults.refusal()
}
