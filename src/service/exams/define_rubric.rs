//! Saying by which criteria an essay is marked: each change is the next version, and marks keep the version they were
//! given by.

use super::fields::Faults;
use super::scope;
use crate::service::accounts::api::Caller;
use crate::service::audit::{self, Object};
use crate::service::problem::ProblemType;
use crate::service::{Answer, Context, Error};
use crate::store::exams::{question, question_version, rubric};
use crate::store::{Priority, StoreError, json};
use examhall_domain::accounts::Action;
use examhall_domain::exams::rubric::CRITERIA_MAX;
use examhall_domain::exams::{Criterion, Level, Marks, QuestionKind, Rubric};
use examhall_domain::id::{ExamId, QuestionId, RubricId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A rubric as an author writes it.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DefineRubric {
    /// The version that was changed; 0 for the first rubric of a question.
    pub version: i64,
    /// 1 to 10.
    pub criteria: Vec<DefineCriterion>,
}

/// One criterion.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DefineCriterion {
    /// 1 to 200 characters.
    pub title: String,
    /// At most 1,000 characters; may be empty.
    #[serde(default)]
    pub description: String,
    /// 2 to 6.
    pub levels: Vec<DefineLevel>,
}

/// One level.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DefineLevel {
    /// In 10⁻⁵ of a point. The sum of the best levels is scaled to what the question is worth.
    #[schema(value_type = i64)]
    pub points: Marks,
    /// 1 to 400 characters.
    pub words: String,
}

/// A rubric as it is stored.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RubricCard {
    #[schema(value_type = Uuid)]
    pub id: RubricId,
    /// Counted from 1.
    pub version: i64,
    #[schema(value_type = Vec<Object>)]
    pub criteria: Rubric,
}

/// Stores the next version of a question's rubric.
///
/// # Errors
/// `forbidden`, `not-found` also for a question of another exam, `validation-failed` with a pointer to each wrong part and
/// for a question that is no essay, `conflict` when the version is not the present one, and those of the store.
pub async fn define_rubric(
    cx: &Context,
    caller: &Caller,
    exam: ExamId,
    question: QuestionId,
    command: DefineRubric,
) -> Answer<RubricCard> {
    scope::exam(cx, caller, Action::ManageExam, exam).await?;
    let kind = kind(cx, exam, question).await?;
    let rubric = read(&command, kind)?;
    let present = rubric::latest(cx.store.read(), &[question]).await?.remove(&question);
    if present.map_or(0, |row| row.version) != command.version {
        return Err(ProblemType::Conflict.into());
    }
    let card = RubricCard { id: RubricId(cx.ids.uuid()), version: command.version + 1, criteria: rubric };
    store(cx, caller, question, &card).await.map_err(taken)?;
    Ok(card)
}

async fn store(cx: &Context, caller: &Caller, question: QuestionId, card: &RubricCard) -> Result<(), StoreError> {
    let row = rubric::Model {
        id: card.id.0,
        question_id: question.0,
        version: card.version,
        criteria: json::encode("rubrics.criteria", &card.criteria)?,
        created_at_us: cx.clock.now().0,
        created_by: caller.account.0,
    };
    let transaction = cx.store.begin(Priority::Rest).await?;
    rubric::insert(&transaction, row).await?;
    let object = Object { kind: "question", id: &question };
    let detail = serde_json::json!({ "rubric": card.id, "version": card.version });
    audit::record(cx, &transaction, Some(caller.account), "exams.rubric_defined", object, detail).await?;
    transaction.commit().await
}

fn taken(error: StoreError) -> Error {
    match error.conflict() {
        Some(_) => ProblemType::Conflict.into(),
        None => error.into(),
    }
}

/// What kind of question of this exam it is.
async fn kind(cx: &Context, exam: ExamId, id: QuestionId) -> Answer<QuestionKind> {
    let versions = question::latest_versions(cx.store.read(), exam, &[id]).await?;
    let version = *versions.get(&id).ok_or(ProblemType::NotFound)?;
    let questions = question_version::find_many(cx.store.read(), &[version]).await?;
    Ok(questions.get(&version).ok_or(ProblemType::NotFound)?.body.kind())
}

fn read(command: &DefineRubric, kind: QuestionKind) -> Answer<Rubric> {
    let mut faults = Faults::default();
    if kind != QuestionKind::Essay {
        faults.add("", "not_allowed");
    }
    // Not one by one: a thousand criteria are wrong once.
    if command.criteria.len() > CRITERIA_MAX {
        faults.add_with("/criteria", "too_many", vec![("max", CRITERIA_MAX.to_string())]);
        return Err(faults.refusal().into());
    }
    let read = command.criteria.iter().enumerate();
    let criteria: Option<Vec<Criterion>> = read.map(|(at, one)| criterion(&mut faults, at, one)).collect();
    let Some(criteria) = criteria.filter(|_| faults.is_empty()) else { return Err(faults.refusal().into()) };
    Ok(Rubric::parse(criteria).map_err(|found| {
        for fault in found {
            let bounds = fault.bounds().map(|(min, max)| vec![("min", min.to_string()), ("max", max.to_string())]);
            faults.add_with(format!("/criteria{}", fault.pointer()), fault.code(), bounds.unwrap_or_default());
        }
        faults.refusal()
    })?)
}

fn criterion(faults: &mut Faults, at: usize, command: &DefineCriterion) -> Option<Criterion> {
    let title = faults.text(&format!("/criteria/{at}/title"), &command.title);
    let description = faults.text(&format!("/criteria/{at}/description"), &command.description);
    let mut levels = Vec::with_capacity(command.levels.len());
    for (place, level) in command.levels.iter().enumerate() {
        let words = faults.text(&format!("/criteria/{at}/levels/{place}/words"), &level.words);
        levels.push(words.map(|words| Level { points: level.points, words }));
    }
    let levels: Option<Vec<Level>> = levels.into_iter().collect();
    Some(Criterion { title: title?, description: description?, levels: levels? })
}
