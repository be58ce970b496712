//! What a bank consists of: its categories as a tree and its tags, each with how many questions it has.

use super::scope;
use crate::service::accounts::api::Caller;
use crate::service::{Answer, Context};
use crate::store::exams::bank;
use examhall_domain::accounts::Action;
use examhall_domain::exams::bank::Shelf;
use examhall_domain::exams::bank::category::{self, CategoryNode};
use examhall_domain::id::ExamId;
use serde::Serialize;
use utoipa::ToSchema;

/// Most categories that are told; a bank with more is searched by words.
pub const CATEGORIES_MAX: u64 = 2_000;
/// Most tags that are told, the most used ones.
pub const TAGS_TOLD_MAX: u64 = 500;

/// The parts of a bank.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BankSurvey {
    /// Parents before children, in the order of their names; at most 2000 with questions of their own.
    pub categories: Vec<CategoryCount>,
    /// The most used first, at most 500.
    pub tags: Vec<TagCount>,
}

/// A category.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CategoryCount {
    /// As questions name it.
    pub path: String,
    /// The last part of the path.
    pub name: String,
    /// 1 below the top.
    pub level: usize,
    /// How many questions stand in it and beneath.
    pub questions: u64,
}

/// A tag.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TagCount {
    pub tag: String,
    pub questions: i64,
}

/// Counts what papers can be made of, or what is archived.
///
/// # Errors
/// `forbidden`, `not-found`, and those of the store.
pub async fn survey_bank(cx: &Context, caller: &Caller, exam: ExamId, shelf: Shelf) -> Answer<BankSurvey> {
    scope::exam(cx, caller, Action::ManageExam, exam).await?;
    let categories = bank::count_by_category(cx.store.read(), exam, shelf, CATEGORIES_MAX).await?;
    let tags = bank::count_by_tag(cx.store.read(), exam, shelf, TAGS_TOLD_MAX).await?;
    let counts = categories.iter().map(|row| (row.name.as_str(), u64::try_from(row.questions).unwrap_or(0)));
    Ok(BankSurvey {
        categories: category::tree(counts).into_iter().map(count).collect(),
        tags: tags.into_iter().map(|row| TagCount { tag: row.name, questions: row.questions }).collect(),
    })
}

fn count(node: CategoryNode) -> CategoryCount {
    CategoryCount { path: node.path, name: node.name, level: node.level, questions: node.total }
}
