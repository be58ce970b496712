//! What there is to mark by hand: the essays of a sitting with their rubrics and how far each is marked.

use crate::service::accounts::api::Caller;
use crate::service::exams::api::{VersionedRubric, latest_rubrics, staffed};
use crate::service::instant::Instant;
use crate::service::problem::ProblemType;
use crate::service::rooms::room_file::RoomFile;
use crate::service::rooms::{open_room, scope};
use crate::service::{Answer, Context};
use crate::store::StoreError;
use crate::store::rooms::marking_task::{self, Progress};
use examhall_domain::accounts::{Action, Decision, Scope, Tie, permits};
use examhall_domain::exams::{Marks, QuestionKind, Rubric};
use examhall_domain::id::{ExamId, QuestionId, RubricId, SittingId};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Sittings listed at once.
const SITTINGS_MAX: u64 = 200;

/// A sitting with what there is to mark in it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Marking {
    #[schema(value_type = Uuid)]
    pub sitting: SittingId,
    #[schema(value_type = Uuid)]
    pub exam: ExamId,
    /// What was sat.
    pub exam_title: String,
    /// Which of the exam's sittings it was.
    pub title: String,
    /// The language of the questions, as BCP 47 names it.
    pub language: String,
    pub released_at: Option<Instant>,
    /// Whether the caller may change rubrics and read results.
    pub editable: bool,
    /// Answers that wait for a person, in all questions.
    pub unmarked: i64,
    /// Every question that a person marks, in the paper's order.
    pub questions: Vec<QuestionToMark>,
}

/// A question that a person marks.
#[derive(Debug, Serialize, ToSchema)]
pub struct QuestionToMark {
    #[schema(value_type = Uuid)]
    pub id: QuestionId,
    /// The author's name for it.
    pub name: String,
    /// What is asked, as safe HTML.
    pub text: String,
    /// What it is worth, in 10⁻⁵ of a point.
    #[schema(value_type = i64)]
    pub points: Marks,
    /// `null` where it is marked by points alone.
    pub rubric: Option<RubricView>,
    #[serde(flatten)]
    pub progress: MarkingProgress,
}

/// How far a question's answers are marked; blank ones need nobody and do not count.
#[derive(Clone, Copy, Debug, Default, Serialize, ToSchema)]
pub struct MarkingProgress {
    pub total: i64,
    pub marked: i64,
}

/// The rubric by which a question is marked now.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RubricView {
    #[schema(value_type = Uuid)]
    pub id: RubricId,
    pub version: i64,
    #[schema(value_type = Vec<Object>)]
    pub criteria: Rubric,
}

impl From<VersionedRubric> for RubricView {
    fn from(found: VersionedRubric) -> Self {
        Self { id: found.id, version: found.version, criteria: found.rubric }
    }
}

impl From<Progress> for MarkingProgress {
    fn from(row: Progress) -> Self {
        Self { total: row.total, marked: row.marked }
    }
}

/// What there is to mark in a sitting.
///
/// # Errors
/// `forbidden`, `not-found`, and those of the store.
pub async fn list_marking(cx: &Context, caller: &Caller, sitting: SittingId) -> Answer<Marking> {
    let room = open_room::reread(cx, sitting).await?;
    scope::demand(cx, caller, Action::MarkAttempt, &room).await?;
    read(cx, caller, &room).await
}

/// The sittings of others' exams that the caller is assigned to mark, the latest window first.
///
/// # Errors
/// `forbidden` for those who mark nothing, and those of the store.
pub async fn list_my_marking(cx: &Context, caller: &Caller) -> Answer<Vec<Marking>> {
    let assigned = Scope::NONE.with(Tie::Assigned);
    if permits(caller.roles, Action::MarkAttempt, assigned) != Decision::Allowed {
        return Err(ProblemType::Forbidden.into());
    }
    let mut found = Vec::new();
    for sitting in staffed(&cx.store, caller.account, SITTINGS_MAX).await? {
        found.push(read(cx, caller, &*open_room::reread(cx, sitting).await?).await?);
    }
    Ok(found)
}

/// How far one question is marked.
///
/// # Errors
/// Those of the store.
pub(super) async fn progress(
    cx: &Context,
    sitting: SittingId,
    question: QuestionId,
) -> Result<MarkingProgress, StoreError> {
    let rows = marking_task::progress(cx.store.read(), sitting).await?;
    let row = rows.into_iter().find(|row| row.question_id == question.0);
    Ok(row.map(Into::into).unwrap_or_default())
}

async fn read(cx: &Context, caller: &Caller, room: &RoomFile) -> Answer<Marking> {
    let ties = scope::ties(cx, caller, room).await?;
    let sitting = &room.sitting;
    let rows = marking_task::progress(cx.store.read(), sitting.id).await?;
    let unmarked = rows.iter().map(|row| row.total - row.marked).sum();
    let mut progress: BTreeMap<QuestionId, Progress> =
        rows.into_iter().map(|row| (QuestionId(row.question_id), row)).collect();
    let essays = essays(room);
    let ids: Vec<QuestionId> = essays.iter().map(|essay| essay.id).collect();
    let mut rubrics = latest_rubrics(&cx.store, &ids).await?;
    let complete = |essay: QuestionToMark| QuestionToMark {
        rubric: rubrics.remove(&essay.id).map(Into::into),
        progress: progress.remove(&essay.id).map(Into::into).unwrap_or_default(),
        ..essay
    };
    Ok(Marking {
        sitting: sitting.id,
        exam: sitting.exam,
        exam_title: sitting.exam_title.clone(),
        title: sitting.title.clone(),
        language: sitting.language.clone(),
        released_at: sitting.released_at.map(Instant),
        editable: permits(caller.roles, Action::ManageExam, ties) == Decision::Allowed,
        unmarked,
        questions: essays.into_iter().map(complete).collect(),
    })
}

fn essays(room: &RoomFile) -> Vec<QuestionToMark> {
    let paper = &room.sitting.paper;
    let asked = paper.definition().questions().into_iter();
    let essay = |(id, version, points)| {
        let question = paper.questions().get(&version)?;
        (question.body.kind() == QuestionKind::Essay).then(|| QuestionToMark {
            id,
            name: question.name.clone(),
            text: paper.render(&question.text),
            points,
            rubric: None,
            progress: MarkingProgress::default(),
        })
    };
    asked.filter_map(essay).collect()
}
