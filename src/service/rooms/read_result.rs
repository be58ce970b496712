//! The marked result, as far as the exam lets its student see it.

use crate::service::accounts::api::Caller;
use crate::service::instant::Instant;
use crate::service::problem::ProblemType;
use crate::service::rooms::attempt_file::{AttemptFile, ResultState};
use crate::service::rooms::outcome::responses;
use crate::service::rooms::own_attempt::load;
use crate::service::rooms::room_file::RoomFile;
use crate::service::{Answer, Context};
use crate::store::json;
use crate::store::rooms::result;
use examhall_domain::exams::{AttemptResult, Marks, ReleasePolicy, ResultView, result::QuestionView};
use examhall_domain::id::{AttemptId, SittingId};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// A released result; what the review policy hides is absent.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReleasedResult {
    #[schema(value_type = Uuid)]
    pub attempt: AttemptId,
    #[schema(value_type = Uuid)]
    pub sitting: SittingId,
    /// What was sat.
    pub exam: String,
    /// Which of the exam's sittings it was.
    pub title: String,
    /// The language of the questions, as BCP 47 names it.
    pub language: String,
    pub released: bool,
    /// In 10⁻⁵ of a point.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<i64>)]
    pub score: Option<Marks>,
    /// In 10⁻⁵ of a point.
    #[schema(value_type = i64)]
    pub max: Marks,
    /// Whether a person still has to mark something.
    pub provisional: bool,
    pub marked_at: Instant,
    /// Each question as it was asked, with its mark.
    #[schema(value_type = Vec<Object>)]
    pub questions: Vec<Value>,
    pub receipt_url: String,
}

/// The own result.
///
/// # Errors
/// `not-found` for everybody else, `result-not-released` until it may be seen, and those of the store.
pub async fn read_result(cx: &Context, caller: &Caller, id: AttemptId) -> Answer<ReleasedResult> {
    let (file, room) = load(cx, caller, id).await?;
    let row = result::find(cx.store.read(), id).await?.ok_or(ProblemType::ResultNotReleased)?;
    if !is_released(cx, &room).await? {
        return Err(ProblemType::ResultNotReleased.into());
    }
    let detail: AttemptResult = json::decode("attempt_results.detail", &row.detail)?;
    let source = &room.sitting.paper;
    let answers = responses(&file)?;
    let policy = &room.sitting.plan.review;
    let render = |markup: &_| source.render(markup);
    let view = ResultView::build(&detail, policy, &file.paper, source.questions(), &answers, &render);
    Ok(ReleasedResult {
        attempt: id,
        sitting: file.sitting,
        exam: room.sitting.exam_title.clone(),
        title: room.sitting.title.clone(),
        language: room.sitting.language.clone(),
        released: true,
        score: view.score,
        max: view.max,
        provisional: view.provisional,
        marked_at: examhall_domain::time::Timestamp(row.marked_at_us).into(),
        questions: questions(&room, &file, view.questions)?,
        receipt_url: format!("/api/attempts/{id}/receipt"),
    })
}

/// Whether the student may read a result of this attempt now.
///
/// # Errors
/// Those of the store.
pub(super) async fn state(cx: &Context, room: &RoomFile, file: &AttemptFile) -> Answer<ResultState> {
    let is_ready = result::find(cx.store.read(), file.id).await?.is_some() && is_released(cx, room).await?;
    Ok(if is_ready { ResultState::Ready } else { ResultState::Pending })
}

/// A release by hand changes the sitting, which rooms keep in memory: it is looked up each time.
pub(super) async fn is_released(cx: &Context, room: &RoomFile) -> Answer<bool> {
    Ok(match room.sitting.plan.release {
        ReleasePolicy::OnClose => true,
        ReleasePolicy::Manual => {
            let sitting = cx.papers.sitting(&cx.store, room.sitting.id).await?;
            sitting.is_some_and(|sitting| sitting.released_at.is_some())
        }
    })
}

/// Each question as the student saw it, with what may be seen of its mark.
fn questions(room: &RoomFile, file: &AttemptFile, marks: Vec<QuestionView>) -> Answer<Vec<Value>> {
    let shown = room.sitting.paper.show(&file.paper)?;
    let mut marks = marks.into_iter();
    let mut found = Vec::new();
    for section in &shown.sections {
        for question in &section.questions {
            let mut members = members(question)?;
            members.insert("section".into(), section.title.clone().into());
            if let Some(mark) = marks.next() {
                members.extend(self::members(&mark)?);
            }
            found.push(Value::Object(members));
        }
    }
    Ok(found)
}

fn members(value: &impl Serialize) -> Answer<Map<String, Value>> {
    let text = json::encode("attempt_results.detail", value)?;
    Ok(json::decode("attempt_results.detail", &text)?)
}
