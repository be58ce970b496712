//! Another category for a question, without a new version. Papers that were published keep what they draw from.

use super::fields::Faults;
use super::question_sheet::own_question;
use crate::service::accounts::api::Caller;
use crate::service::audit::{self, Object};
use crate::service::{Answer, Context};
use crate::store::Priority;
use crate::store::exams::question;
use examhall_domain::id::{ExamId, QuestionId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Where to.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// Parts separated by `/`, a `/` inside of a part written `\/`; empty for the top. At most 20 parts of at most 255
    /// characters.
    pub category: String,
}

/// Moves the question; again is the same. Answers the category as it is written in the bank.
///
/// # Errors
/// `forbidden`, `not-found`, `validation-failed`, and those of the store.
pub async fn move_question(
    cx: &Context,
    caller: &Caller,
    exam: ExamId,
    id: QuestionId,
    command: Category,
) -> Answer<Category> {
    let row = own_question(cx, caller, exam, id).await?;
    let mut faults = Faults::default();
    let Some(path) = faults.category("/category", &command.category) else {
        return Err(faults.refusal().into());
    };
    let category = path.written();
    if category != row.category {
        let transaction = cx.store.begin(Priority::Rest).await?;
        question::set_category(&transaction, exam, id, &category).await?;
        let object = Object { kind: "question", id: &id };
        audit::record(cx, &transaction, Some(caller.account), "exams.question_moved", object, serde_json::json!({}))
            .await?;
        transaction.commit().await?;
    }
    Ok(Category { category })
}
