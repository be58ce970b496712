//! Showing an exam in the catalogue.

use super::authored::{AuthoredExam, authored};
use super::scope;
use crate::service::accounts::api::Caller;
use crate::service::audit::{self, Object};
use crate::service::problem::ProblemType;
use crate::service::{Answer, Context};
use crate::store::Priority;
use crate::store::exams::exam;
use examhall_domain::accounts::Action;
use examhall_domain::id::ExamId;

/// Publishes the exam; publishing again changes nothing.
///
/// # Errors
/// `forbidden`, `not-found`, `exam-not-published` while there is no paper to be asked, and those of the store.
pub async fn publish_exam(cx: &Context, caller: &Caller, exam: ExamId) -> Answer<AuthoredExam> {
    let row = scope::exam(cx, caller, Action::ManageExam, exam).await?;
    if row.published_at_us.is_some() {
        return authored(cx, caller, row).await;
    }
    let transaction = cx.store.begin(Priority::Rest).await?;
    if !exam::publish(&transaction, exam, cx.clock.now()).await? {
        return Err(ProblemType::ExamNotPublished.into());
    }
    let object = Object { kind: "exam", id: &exam };
    audit::record(cx, &transaction, Some(caller.account), "exams.published", object, serde_json::json!({})).await?;
    transaction.commit().await?;
    let row = scope::exam(cx, caller, Action::ManageExam, exam).await?;
    authored(cx, caller, row).await
}
