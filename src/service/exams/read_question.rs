//! One question of a bank, key included, for its editor.

use super::question_sheet::{QuestionSheet, own_question, sheet};
use crate::service::accounts::api::Caller;
use crate::service::{Answer, Context};
use examhall_domain::id::{ExamId, QuestionId};

/// The question at its latest version.
///
/// # Errors
/// `forbidden`, `not-found`, and those of the store.
pub async fn read_question(cx: &Context, caller: &Caller, exam: ExamId, question: QuestionId) -> Answer<QuestionSheet> {
    own_question(cx, caller, exam, question).await?;
    sheet(cx, exam, question).await
}
