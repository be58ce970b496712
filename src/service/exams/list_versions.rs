//! The history of a question: who made which version and when.

use super::question_sheet::own_question;
use crate::service::accounts::api::Caller;
use crate::service::instant::Instant;
use crate::service::page::{Page, PageRequest};
use crate::service::{Answer, Context};
use crate::store::exams::question_version::{self, HistoryRow};
use crate::store::json;
use examhall_domain::exams::QuestionKind;
use examhall_domain::id::{ExamId, QuestionId, QuestionVersionId};
use examhall_domain::time::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

/// A version.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct VersionCard {
    /// Counted from 1.
    pub version: i64,
    pub created_at: Instant,
    /// The name of who made it.
    pub author: String,
    pub name: String,
    #[schema(value_type = String, examples("single_choice"))]
    pub kind: QuestionKind,
}

/// A page of the versions, the latest first.
///
/// # Errors
/// `forbidden`, `not-found`, and those of the store.
pub async fn list_versions(
    cx: &Context,
    caller: &Caller,
    exam: ExamId,
    question: QuestionId,
    page: PageRequest,
) -> Answer<Page<VersionCard>> {
    own_question(cx, caller, exam, question).await?;
    let after = page.after.map(QuestionVersionId);
    let rows = question_version::history(cx.store.read(), question, after, page.rows()).await?;
    let (rows, next_cursor) = page.cut(rows, |row| row.id);
    let items: Answer<Vec<VersionCard>> = rows.into_iter().map(card).collect();
    Ok(Page { items: items?, next_cursor })
}

fn card(row: HistoryRow) -> Answer<VersionCard> {
    Ok(VersionCard {
        version: row.version,
        created_at: Instant(Timestamp(row.created_at_us)),
        author: row.author,
        name: row.name,
        kind: json::from_word("question_versions.kind", &row.kind)?,
    })
}
