//! Putting a question away and taking it out again: new papers cannot ask what is archived, old ones go on asking it.

use super::question_sheet::own_question;
use crate::service::accounts::api::Caller;
use crate::service::audit::{self, Object};
use crate::service::{Answer, Context};
use crate::store::Priority;
use crate::store::exams::question;
use examhall_domain::exams::bank::Shelf;
use examhall_domain::id::{ExamId, QuestionId};

/// Puts the question onto a shelf; again is the same.
///
/// # Errors
/// `forbidden`, `not-found`, and those of the store.
pub async fn archive_question(cx: &Context, caller: &Caller, exam: ExamId, id: QuestionId, shelf: Shelf) -> Answer<()> {
    own_question(cx, caller, exam, id).await?;
    let transaction = cx.store.begin(Priority::Rest).await?;
    let (changed, action) = match shelf {
        Shelf::Archive => (question::archive(&transaction, exam, id, cx.clock.now()).await?, "exams.question_archived"),
        Shelf::Active => (question::unarchive(&transaction, exam, id).await?, "exams.question_unarchived"),
    };
    if changed {
        let object = Object { kind: "question", id: &id };
        audit::record(cx, &transaction, Some(caller.account), action, object, serde_json::json!({})).await?;
    }
    transaction.commit().await?;
    Ok(())
}
