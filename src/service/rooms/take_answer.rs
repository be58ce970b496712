//! The next answer for a marker: without a name, in an order that was drawn once, and for a while nobody else's.

use crate::service::accounts::api::Caller;
use crate::service::instant::Instant;
use crate::service::problem::ProblemType;
use crate::service::rooms::list_marking::{MarkingProgress, progress};
use crate::service::rooms::marks_by_hand::Given;
use crate::service::rooms::outcome::responses;
use crate::service::rooms::{attempt_file, open_room, scope};
use crate::service::{Answer, Context};
use crate::store::rooms::hand_mark;
use crate::store::rooms::marking_task::{self, Marker, Wanted};
use crate::store::{Priority, StoreError, json};
use examhall_domain::accounts::Action;
use examhall_domain::exams::{Marks, Response};
use examhall_domain::id::{AttemptId, MarkingTaskId, QuestionId, RubricId, SittingId};
use examhall_domain::time::{Span, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Which answer is wanted.
#[derive(Clone, Copy, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TakeAnswer {
    #[serde(default)]
    pub wanted: WantedAnswers,
    /// The answer after this one; the first without it.
    #[serde(default)]
    #[schema(value_type = Option<Uuid>)]
    pub after: Option<MarkingTaskId>,
}

/// Among which answers.
#[derive(Clone, Copy, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WantedAnswers {
    /// Those that nobody has marked; behind the last one comes the first again.
    #[default]
    Unmarked,
    /// All of them once, to look at marks again.
    All,
}

/// An answer, if there is one, and how far the question is.
#[derive(Debug, Serialize, ToSchema)]
pub struct TakenAnswer {
    /// `null` when none is left that nobody else holds.
    pub answer: Option<AnswerSheet>,
    #[serde(flatten)]
    pub progress: MarkingProgress,
}

/// An answer as its marker sees it.
#[derive(Debug, Serialize, ToSchema)]
pub struct AnswerSheet {
    #[schema(value_type = Uuid)]
    pub id: MarkingTaskId,
    /// Stands for the person; at most six digits.
    pub number: i64,
    /// Plain text with its line breaks.
    pub text: String,
    /// What the question is worth, in 10⁻⁵ of a point.
    #[schema(value_type = i64)]
    pub max: Marks,
    /// How often it was marked; a save names it.
    pub version: i64,
    /// Until then it is given to nobody else.
    pub held_until: Instant,
    /// What it was given last; `null` before the first mark.
    pub mark: Option<GivenMark>,
}

/// A mark as it was given.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct GivenMark {
    /// Which mark of the answer it is, counted from 1.
    pub version: i64,
    pub at: Instant,
    /// The rubric's version that was used; `null` for plain points.
    #[schema(value_type = Option<Uuid>)]
    pub rubric: Option<RubricId>,
    /// The levels in the order of the criteria, counted from 0; `null` for plain points.
    pub levels: Option<Vec<usize>>,
    /// In 10⁻⁵ of a point; `null` where a rubric was used.
    #[schema(value_type = Option<i64>)]
    pub points: Option<Marks>,
    pub comment: String,
}

impl GivenMark {
    /// The mark of a row.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`].
    pub(super) fn read(row: &hand_mark::Model) -> Result<Self, StoreError> {
        let (version, at) = (row.seq, Timestamp(row.at_us).into());
        Ok(match json::decode("hand_marks.body", &row.body)? {
            Given::Levels { rubric, levels, comment } => {
                Self { version, at, rubric: Some(rubric), levels: Some(levels), points: None, comment: comment.into() }
            }
            Given::Points { points, comment } => {
                Self { version, at, rubric: None, levels: None, points: Some(points), comment: comment.into() }
            }
        })
    }
}

/// Gives the caller the next answer of a question and lets go of the one before.
///
/// # Errors
/// `forbidden`, `not-found` also for an answer of another question, and those of the store.
pub async fn take_answer(
    cx: &Context,
    caller: &Caller,
    sitting: SittingId,
    question: QuestionId,
    command: TakeAnswer,
) -> Answer<TakenAnswer> {
    let room = open_room::open(cx, sitting).await?;
    scope::demand(cx, caller, Action::MarkAttempt, &room).await?;
    let marker = Marker { sitting, question, account: caller.account };
    let after = match command.after {
        Some(task) => Some(before(cx, marker, task).await?),
        None => None,
    };
    let taken = take(cx, marker, command.wanted, after.as_ref()).await?;
    Ok(TakenAnswer {
        answer: match taken {
            Some(task) => Some(sheet(cx, &task).await?),
            None => None,
        },
        progress: progress(cx, sitting, question).await?,
    })
}

/// The answer that the marker had before.
async fn before(cx: &Context, marker: Marker, task: MarkingTaskId) -> Answer<marking_task::Model> {
    let found = marking_task::find(cx.store.read(), task).await?;
    let found = found.filter(|task| (task.sitting_id, task.question_id) == (marker.sitting.0, marker.question.0));
    Ok(found.ok_or(ProblemType::NotFound)?)
}

async fn take(
    cx: &Context,
    marker: Marker,
    wanted: WantedAnswers,
    after: Option<&marking_task::Model>,
) -> Result<Option<marking_task::Model>, StoreError> {
    let now = cx.clock.now();
    let until = now + Span::from_secs(cx.settings.rooms.mark_lease_s);
    let transaction = cx.store.begin(Priority::Rest).await?;
    marking_task::let_go(&transaction, marker).await?;
    let taken = match wanted {
        WantedAnswers::All => marking_task::take(&transaction, marker, Wanted::All, after, now, until).await?,
        WantedAnswers::Unmarked => {
            match marking_task::take(&transaction, marker, Wanted::Unmarked, after, now, until).await? {
                Some(next) => Some(next),
                None => marking_task::take(&transaction, marker, Wanted::Unmarked, None, now, until).await?,
            }
        }
    };
    transaction.commit().await?;
    Ok(taken)
}

async fn sheet(cx: &Context, task: &marking_task::Model) -> Answer<AnswerSheet> {
    let (attempt, question) = (AttemptId(task.attempt_id), QuestionId(task.question_id));
    let gone = || StoreError::corrupt("marking_tasks.attempt_id", &"there is no such answer");
    let file = attempt_file::read(cx, &[attempt]).await?.pop().ok_or_else(gone)?;
    let entry = file.paper.find(question).ok_or_else(gone)?;
    let Some(Response::Text { text }) = responses(&file)?.remove(&question) else { return Err(gone().into()) };
    let mark = hand_mark::find(cx.store.read(), MarkingTaskId(task.id), task.version).await?;
    Ok(AnswerSheet {
        id: MarkingTaskId(task.id),
        number: task.place,
        text,
        max: entry.points,
        version: task.version,
        held_until: Timestamp(task.held_until_us.unwrap_or_default()).into(),
        mark: mark.as_ref().map(GivenMark::read).transpose()?,
    })
}
