//! One exam's page: what it is about and when it is held.

use super::cards::{self, ExamCard, SittingCard};
use super::render::sanitised;
use super::scope;
use crate::service::accounts::api::Caller;
use crate::service::problem::ProblemType;
use crate::service::{Answer, Context};
use crate::store::exams::{exam, sitting};
use examhall_domain::accounts::Action;
use examhall_domain::exams::{Markup, MarkupFormat};
use examhall_domain::id::ExamId;
use serde::Serialize;
use utoipa::ToSchema;

/// Most sittings of one exam that are listed.
pub const SITTINGS_LISTED_MAX: u64 = 200;

/// An exam with its sittings.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ExamPage {
    #[serde(flatten)]
    pub card: ExamCard,
    /// The author's Markdown as safe HTML.
    pub description_html: String,
    /// By their windows; those that are over too.
    pub sittings: Vec<SittingCard>,
}

/// The exam, if it is published or the caller's to manage.
///
/// # Errors
/// `not-found`, and those of the store.
pub async fn read_exam(cx: &Context, caller: Option<&Caller>, exam: ExamId) -> Answer<ExamPage> {
    let row = match exam::find_published(cx.store.read(), exam).await? {
        Some(row) => row,
        None => own_draft(cx, caller, exam).await?.ok_or(ProblemType::NotFound)?,
    };
    let rows = sitting::list_of_exam(cx.store.read(), exam, SITTINGS_LISTED_MAX).await?;
    let sittings = cards::of_sittings(cx, caller, rows).await?;
    let next = cards::next_of(&sittings, cx.clock.now()).cloned();
    let description_html = sanitised(&Markup::new(MarkupFormat::Markdown, row.description.as_str()));
    Ok(ExamPage { card: cards::of_exam(cx, row, next).await?, description_html, sittings })
}

/// What is not published exists for those who manage it only, and nobody learns more than that it was not found.
async fn own_draft(cx: &Context, caller: Option<&Caller>, exam: ExamId) -> Answer<Option<exam::Model>> {
    let owned_by = caller.and_then(|caller| scope::owned_by(caller, Action::ManageExam).ok());
    match owned_by {
        Some(owned_by) => Ok(exam::find_owned(cx.store.read(), exam, owned_by).await?),
        None => Ok(None),
    }
}
