//! An exam's bank as its author looks through it, keys left out: a list is not where answers are looked up.

use super::fields::Faults;
use super::render::sanitised;
use super::scope;
use crate::service::accounts::api::Caller;
use crate::service::instant::Instant;
use crate::service::page::{Page, PageRequest};
use crate::service::{Answer, Context};
use crate::store::exams::bank::{self, BankedQuestion, Filter};
use examhall_domain::accounts::Action;
use examhall_domain::exams::bank::{Shelf, search_words};
use examhall_domain::exams::{Marks, QuestionKind};
use examhall_domain::id::{ExamId, QuestionId};
use serde::Serialize;
use std::collections::BTreeSet;
use utoipa::ToSchema;

/// Longest search, in characters.
pub const QUERY_CHARS_MAX: usize = 200;
/// Most words of a search.
pub const WORDS_MAX: usize = 16;

/// What is looked for.
#[derive(Clone, Debug)]
pub struct Search {
    pub shelf: Shelf,
    pub query: Option<String>,
    /// As it is stored; empty for the whole bank.
    pub category: Option<String>,
    /// As it is stored.
    pub tag: Option<String>,
    pub kind: Option<QuestionKind>,
}

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
    /// What the author suggests that it is worth, in 10⁻⁵ of a point.
    #[schema(value_type = i64)]
    pub points: Marks,
    pub tags: BTreeSet<String>,
    /// How many versions of papers ask it.
    pub papers: i64,
    /// `null` while papers can be made of it.
    pub archived_at: Option<Instant>,
}

/// A page of what fits, in the order of arrival.
///
/// # Errors
/// `forbidden`, `not-found`, `validation-failed` for a search that is too long, and those of the store.
pub async fn list_questions(
    cx: &Context,
    caller: &Caller,
    exam: ExamId,
    search: Search,
    page: PageRequest,
) -> Answer<Page<QuestionCard>> {
    scope::exam(cx, caller, Action::ManageExam, exam).await?;
    let filter = filter(search)?;
    let rows = bank::search(cx.store.read(), exam, &filter, page.after.map(QuestionId), page.rows()).await?;
    let (rows, next_cursor) = page.cut(rows, |row| row.id.0);
    let ids: Vec<QuestionId> = rows.iter().map(|row| row.id).collect();
    let mut tags = bank::tags_of(cx.store.read(), &ids).await?;
    let items = rows.into_iter().map(|row| {
        let tags = tags.remove(&row.id).unwrap_or_default();
        card(row, tags)
    });
    Ok(Page { items: items.collect(), next_cursor })
}

fn filter(search: Search) -> Answer<Filter> {
    let mut faults = Faults::default();
    let words = search_words(&faults.searched("/query", search.query, QUERY_CHARS_MAX));
    if words.len() > WORDS_MAX {
        faults.add_with("/query", "too_many", vec![("max", WORDS_MAX.to_string())]);
    }
    let category = faults.category("/category", &search.category.unwrap_or_default()).unwrap_or_default().written();
    let tag = faults.borne_tag("/tag", search.tag);
    if !faults.is_empty() {
        return Err(faults.refusal().into());
    }
    Ok(Filter { shelf: search.shelf, words, category, tag, kind: search.kind })
}

fn card(row: BankedQuestion, tags: BTreeSet<String>) -> QuestionCard {
    QuestionCard {
        id: row.id,
        version: row.version_number,
        kind: row.question.body.kind(),
        text: sanitised(&row.question.text),
        name: row.question.name,
        category: row.category,
        points: row.points,
        tags,
        papers: row.papers,
        archived_at: row.archived_at.map(Instant),
    }
}
