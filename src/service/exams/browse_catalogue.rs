//! The catalogue: published exams, the newest first, found by words of their title or summary.

use super::cards::{self, ExamCard};
use crate::service::accounts::api::Caller;
use crate::service::page::{Page, PageRequest};
use crate::service::problem::{FieldFault, ProblemType, Refusal};
use crate::service::{Answer, Context};
use crate::store::exams::exam;
use examhall_domain::id::ExamId;

/// Longest search, in characters.
pub const QUERY_CHARS_MAX: usize = 200;

/// A page of the catalogue.
///
/// # Errors
/// `validation-failed` for a search that is too long, and those of the store.
pub async fn browse_catalogue(
    cx: &Context,
    caller: Option<&Caller>,
    query: Option<&str>,
    page: PageRequest,
) -> Answer<Page<ExamCard>> {
    let query = query.map(str::trim).filter(|query| !query.is_empty());
    if query.is_some_and(|query| query.chars().count() > QUERY_CHARS_MAX) {
        let args = vec![("max", QUERY_CHARS_MAX.to_string())];
        let mut refusal = Refusal::new(ProblemType::ValidationFailed);
        refusal.fields.push(FieldFault { pointer: "/query".to_owned(), code: "too_long", args });
        return Err(refusal.into());
    }
    let rows = exam::list_published(cx.store.read(), query, page.after.map(ExamId), page.rows()).await?;
    let (rows, next_cursor) = page.cut(rows, |row| row.id);
    Ok(Page { items: cards::of_exams(cx, caller, rows).await?, next_cursor })
}
