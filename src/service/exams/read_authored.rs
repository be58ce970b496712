//! One exam of the desk, with how far its author has come.

use super::authored::{AuthoredExam, authored};
use super::scope;
use crate::service::accounts::api::Caller;
use crate::service::{Answer, Context};
use examhall_domain::accounts::Action;
use examhall_domain::id::ExamId;

/// The exam, published or not.
///
/// # Errors
/// `forbidden`, `not-found`, and those of the store.
pub async fn read_authored(cx: &Context, caller: &Caller, exam: ExamId) -> Answer<AuthoredExam> {
    let row = scope::exam(cx, caller, Action::ManageExam, exam).await?;
    authored(cx, caller, row).await
}
