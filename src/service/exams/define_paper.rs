//! Putting a paper together: what an author chose, resolved to question versions and published as the next version.
//!
//! Sittings that were planned before keep the version that they were planned with.

use super::authored::PaperCard;
use super::fields::Faults;
use super::scope;
use crate::service::accounts::api::Caller;
use crate::service::audit::{self, Object};
use crate::service::problem::ProblemType;
use crate::service::{Answer, Context, Error};
use crate::store::exams::{exam, paper, question};
use crate::store::{Priority, StoreError};
use examhall_domain::accounts::Action;
use examhall_domain::exams::paper::SECTIONS_MAX;
use examhall_domain::exams::{Item, Marks, PaperDefinition, PoolEntry, Section, ShufflePolicy};
use examhall_domain::id::{ExamId, PaperId, QuestionId, QuestionVersionId};
use serde::Deserialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// A paper as an author puts it together.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DefinePaper {
    pub sections: Vec<DefineSection>,
    /// Whether the options of choice questions are put in another order for each attempt.
    #[serde(default = "shuffled")]
    #[schema(value_type = String, examples("fixed", "shuffled"))]
    pub shuffle_options: ShufflePolicy,
}

/// A part of it.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DefineSection {
    /// At most 200 characters; may be empty.
    #[serde(default)]
    pub title: String,
    /// Whether its questions are put in another order for each attempt.
    #[serde(default = "fixed")]
    #[schema(value_type = String, examples("fixed", "shuffled"))]
    pub shuffle: ShufflePolicy,
    pub items: Vec<DefineItem>,
}

/// One entry: a question for everybody, or questions drawn for each attempt.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum DefineItem {
    Question(FixedItem),
    Draw(DrawItem),
}

/// A question that everybody gets.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FixedItem {
    #[schema(value_type = Uuid)]
    pub question: QuestionId,
    /// In 10⁻⁵ of a point.
    #[schema(value_type = i64, examples(100_000))]
    pub points: Marks,
}

/// Questions drawn for each attempt.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DrawItem {
    pub draw: DrawFrom,
    pub count: usize,
    /// For each, in 10⁻⁵ of a point.
    #[schema(value_type = i64, examples(100_000))]
    pub points: Marks,
}

/// What is drawn from.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DrawFrom {
    /// A category with those beneath it; empty for the whole bank.
    pub category: String,
}

/// Publishes the next version of the exam's paper, which later sittings will ask.
///
/// # Errors
/// `forbidden`, `not-found`, `validation-failed` with a pointer to each item that cannot be asked, `conflict` when
/// somebody else published at the same time, and those of the store.
pub async fn define_paper(cx: &Context, caller: &Caller, exam: ExamId, command: DefinePaper) -> Answer<PaperCard> {
    scope::exam(cx, caller, Action::ManageExam, exam).await?;
    let definition = resolve(cx, exam, &command).await?;
    if let Err(found) = definition.validate() {
        let mut faults = Faults::default();
        for fault in found {
            faults.add(fault.pointer(), fault.code());
        }
        return Err(faults.refusal().into());
    }
    let id = PaperId(cx.ids.uuid());
    let version = publish(cx, caller, exam, id, &definition).await.map_err(taken)?;
    Ok(PaperCard { id, version, questions: definition.question_count(), points: definition.points() })
}

async fn publish(
    cx: &Context,
    caller: &Caller,
    exam: ExamId,
    id: PaperId,
    definition: &PaperDefinition,
) -> Result<i64, StoreError> {
    let transaction = cx.store.begin(Priority::Rest).await?;
    let version = paper::insert(&transaction, id, exam, definition, cx.clock.now()).await?;
    exam::set_paper(&transaction, exam, id).await?;
    let detail = serde_json::json!({ "paper": id, "version": version });
    let object = Object { kind: "exam", id: &exam };
    audit::record(cx, &transaction, Some(caller.account), "exams.paper_published", object, detail).await?;
    transaction.commit().await?;
    Ok(version)
}

fn taken(error: StoreError) -> Error {
    match error.conflict() {
        Some(_) => ProblemType::Conflict.into(),
        None => error.into(),
    }
}

async fn resolve(cx: &Context, exam: ExamId, command: &DefinePaper) -> Answer<PaperDefinition> {
    let mut faults = Faults::default();
    if command.sections.len() > SECTIONS_MAX {
        faults.add_with("/sections", "too_many", vec![("max", SECTIONS_MAX.to_string())]);
        return Err(faults.refusal().into());
    }
    let latest = latest_versions(cx, exam, command).await?;
    let pools = pools(cx, exam, command).await?;
    let mut sections = Vec::with_capacity(command.sections.len());
    for (at, section) in command.sections.iter().enumerate() {
        let title = faults.text(&format!("/sections/{at}/title"), &section.title);
        let mut items = Vec::with_capacity(section.items.len());
        for (place, item) in section.items.iter().enumerate() {
            let resolved = resolve_item(item, &latest, &pools);
            if resolved.is_none() {
                faults.add(format!("/sections/{at}/items/{place}/question"), "not_found");
            }
            items.extend(resolved);
        }
        sections.extend(title.map(|title| Section { title, shuffle: section.shuffle, items }));
    }
    if faults.is_empty() {
        Ok(PaperDefinition { sections, options: command.shuffle_options })
    } else {
        Err(faults.refusal().into())
    }
}

fn resolve_item(
    item: &DefineItem,
    latest: &BTreeMap<QuestionId, QuestionVersionId>,
    pools: &BTreeMap<&str, Vec<PoolEntry>>,
) -> Option<Item> {
    match item {
        DefineItem::Question(FixedItem { question, points }) => {
            let version = *latest.get(question)?;
            Some(Item::Fixed { question: *question, version, points: *points })
        }
        DefineItem::Draw(DrawItem { draw, count, points }) => {
            let pool = pools.get(draw.category.as_str()).cloned().unwrap_or_default();
            Some(Item::Draw { pool, count: *count, points: *points })
        }
    }
}

async fn latest_versions(
    cx: &Context,
    exam: ExamId,
    command: &DefinePaper,
) -> Result<BTreeMap<QuestionId, QuestionVersionId>, StoreError> {
    let items = command.sections.iter().flat_map(|section| &section.items);
    let named: Vec<QuestionId> = items
        .filter_map(|item| match item {
            DefineItem::Question(FixedItem { question, .. }) => Some(*question),
            DefineItem::Draw(_) => None,
        })
        .collect();
    question::latest_versions(cx.store.read(), exam, &named).await
}

async fn pools<'c>(
    cx: &Context,
    exam: ExamId,
    command: &'c DefinePaper,
) -> Result<BTreeMap<&'c str, Vec<PoolEntry>>, StoreError> {
    let mut pools = BTreeMap::new();
    for item in command.sections.iter().flat_map(|section| &section.items) {
        if let DefineItem::Draw(DrawItem { draw: DrawFrom { category }, .. }) = item
            && !pools.contains_key(category.as_str())
        {
            pools.insert(category.as_str(), question::pool(cx.store.read(), exam, category).await?);
        }
    }
    Ok(pools)
}

fn fixed() -> ShufflePolicy {
    ShufflePolicy::Fixed
}

fn shuffled() -> ShufflePolicy {
    ShufflePolicy::Shuffled
}
