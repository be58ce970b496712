//! An exam's bank as its author reads it, keys left out: a list is not where answers are looked up.

use super::render::render;
use super::scope;
use crate::service::accounts::api::Caller;
use crate::service::page::{Page, PageRequest};
use crate::service::{Answer, Context};
use crate::store::exams::question::{self, BankedQuestion};
use examhall_domain::accounts::Action;
use examhall_domain::exams::QuestionKind;
use examhall_domain::id::{ExamId, QuestionId};
use serde::Serialize;
use utoipa::ToSchema;

/// A question of the bank at its latest version.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct QuestionCard {
    #[schema(value_type = Uuid)]
    pub id: QuestionId,
    /// Counted from 1.
    pub version: i64,
    #[schema(value_type = String, examples("single_choice"))]
    pub kind: QuestionKind,
    pub name: String,
    /// Its parts separated by `/`; empty at the top.
    pub category: String,
    /// What is asked, as safe HTML.
    pub text: String,
}

/// A page of the bank in the order of arrival.
///
/// # Errors
/// `forbidden`, `not-found`, and those of the store.
pub async fn list_questions(
    cx: &Context,
    caller: &Caller,
    exam: ExamId,
    page: PageRequest,
) -> Answer<Page<QuestionCard>> {
    scope::exam(cx, caller, Action::ManageExam, exam).await?;
    let rows = question::list(cx.store.read(), exam, page.after.map(QuestionId), page.rows()).await?;
    let (rows, next_cursor) = page.cut(rows, |row| row.id.0);
    Ok(Page { items: rows.into_iter().map(card).collect(), next_cursor })
}

fn card(row: BankedQuestion) -> QuestionCard {
    QuestionCard {
        id: row.id,
        version: row.version_number,
        kind: row.question.body.kind(),
        text: render(&row.question.text),
        name: row.question.name,
        category: row.category,
    }
}
