//! The exams on the caller's desk, the newest first.

use super::authored::{AuthoredExam, authored};
use super::scope;
use crate::service::accounts::api::Caller;
use crate::service::page::{Page, PageRequest};
use crate::service::{Answer, Context};
use crate::store::exams::{OwnedBy, exam};
use examhall_domain::accounts::Action;
use examhall_domain::id::ExamId;

/// A page of the exams that the caller owns; an admin's desk holds the own ones too, not everybody's.
///
/// # Errors
/// `forbidden` for those who do not author exams, and those of the store.
pub async fn list_authored(cx: &Context, caller: &Caller, page: PageRequest) -> Answer<Page<AuthoredExam>> {
    scope::owned_by(caller, Action::ManageExam)?;
    let own = OwnedBy::Account(caller.account);
    let rows = exam::list_owned(cx.store.read(), own, page.after.map(ExamId), page.rows()).await?;
    let (rows, next_cursor) = page.cut(rows, |row| row.id);
    let mut items = Vec::with_capacity(rows.len());
    for row in rows {
        items.push(authored(cx, caller, row).await?);
    }
    Ok(Page { items, next_cursor })
}
