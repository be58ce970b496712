//! Marking an answer by hand: a row is appended, and the attempt's result is marked again with it.

use crate::service::accounts::api::Caller;
use crate::service::audit::{self, Object};
use crate::service::exams::api::latest_rubrics;
use crate::service::problem::{FieldFault, ProblemType, Refusal};
use crate::service::rooms::attempt_file::{self, AttemptFile};
use crate::service::rooms::list_marking::{MarkingProgress, progress};
use crate::service::rooms::marks_by_hand::Given;
use crate::service::rooms::read_result::is_released;
use crate::service::rooms::take_answer::GivenMark;
use crate::service::rooms::{event, mark, open_room, scope};
use crate::service::{Answer, Context};
use crate::store::rooms::{hand_mark, marking_task};
use crate::store::{Priority, StoreError, Transaction, json};
use examhall_domain::accounts::Action;
use examhall_domain::exams::{AttemptResult, HandMark, MarkComment, Marks};
use examhall_domain::id::{AttemptId, MarkingTaskId, QuestionId, RubricId, SittingId};
use examhall_domain::text::TextFault;
use examhall_domain::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A mark as a person gives it: by the question's rubric where it has one, else by points.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MarkAnswer {
    /// How often the answer was marked when the marker got it.
    pub version: i64,
    /// The rubric that was shown.
    #[serde(default)]
    #[schema(value_type = Option<Uuid>)]
    pub rubric: Option<RubricId>,
    /// One level for each criterion, counted from 0.
    #[serde(default)]
    pub levels: Option<Vec<usize>>,
    /// In 10⁻⁵ of a point, from 0 to what the question is worth.
    #[serde(default)]
    #[schema(value_type = Option<i64>)]
    pub points: Option<Marks>,
    /// To the student, plain text; at most 4,000 characters, may be empty.
    #[serde(default)]
    pub comment: String,
}

/// An answer that was marked.
#[derive(Debug, Serialize, ToSchema)]
pub struct MarkedAnswer {
    /// How often it was marked now.
    pub version: i64,
    /// What it earned, in 10⁻⁵ of a point.
    #[schema(value_type = i64)]
    pub awarded: Marks,
    #[serde(flatten)]
    pub progress: MarkingProgress,
}

/// Appends a mark. A repeat of the last one by the same person is answered as the first time.
///
/// # Errors
/// `forbidden`, `not-found`, `validation-failed`, `conflict` when somebody else holds or has marked the answer or the rubric
/// has changed (with the stored mark as the member `stored`, where there is one), and those of the store.
pub async fn mark_answer(
    cx: &Context,
    caller: &Caller,
    id: MarkingTaskId,
    command: MarkAnswer,
) -> Answer<MarkedAnswer> {
    let task = marking_task::find(cx.store.read(), id).await?.ok_or(ProblemType::NotFound)?;
    let room = open_room::open(cx, SittingId(task.sitting_id)).await?;
    scope::demand(cx, caller, Action::MarkAttempt, &room).await?;
    let gone = || StoreError::corrupt("marking_tasks.attempt_id", &"there is no such answer");
    let file = attempt_file::read(cx, &[AttemptId(task.attempt_id)]).await?.pop().ok_or_else(gone)?;
    let question = QuestionId(task.question_id);
    let max = file.paper.find(question).ok_or_else(gone)?.points;
    let (given, hand_mark) = read(cx, question, max, &command).await?;
    let saved = Save { caller, task: id, seq: command.version.saturating_add(1), given: &given };
    let now = cx.clock.now();
    if let Some(outcome) = saved.commit(cx, &file, now).await?
        && !outcome.provisional
        && is_released(cx, &room).await?
    {
        cx.hub.publish(event::result_ready(file.account, file.id, now)).await;
    }
    Ok(MarkedAnswer {
        version: saved.seq,
        awarded: hand_mark.awarded(max),
        progress: progress(cx, file.sitting, question).await?,
    })
}

struct Save<'a> {
    caller: &'a Caller,
    task: MarkingTaskId,
    /// Which mark of the answer this becomes.
    seq: i64,
    given: &'a Given,
}

impl Save<'_> {
    /// Appends the mark and the result that follows from it; nothing when it was appended before.
    async fn commit(&self, cx: &Context, file: &AttemptFile, now: Timestamp) -> Answer<Option<AttemptResult>> {
        let body = json::encode("hand_marks.body", self.given)?;
        let transaction = cx.store.begin(Priority::Rest).await?;
        let task = marking_task::hold(&transaction, self.task).await?.ok_or(ProblemType::NotFound)?;
        let last = hand_mark::find(&transaction, self.task, task.version).await?;
        let is_repeat = |last: &hand_mark::Model| {
            (last.seq, last.marked_by, &last.body) == (self.seq, self.caller.account.0, &body)
        };
        let is_repeat = last.as_ref().is_some_and(is_repeat);
        if is_repeat || task.version + 1 != self.seq || task.is_held_from(self.caller.account, now) {
            // Whoever is told takes the next answer, and would skip what is still locked here.
            transaction.rollback().await?;
            return if is_repeat { Ok(None) } else { Err(conflict(last.as_ref())?.into()) };
        }
        self.append(cx, &transaction, body, now).await?;
        let outcome = mark::mark_again(cx, &transaction, file, now).await?;
        transaction.commit().await?;
        Ok(Some(outcome))
    }

    async fn append(&self, cx: &Context, tx: &Transaction, body: String, now: Timestamp) -> Result<(), StoreError> {
        let marked_by = self.caller.account;
        let row = hand_mark::Model { task_id: self.task.0, seq: self.seq, at_us: now.0, marked_by: marked_by.0, body };
        hand_mark::append(tx, row).await?;
        let advanced = marking_task::advance(tx, self.task, self.seq - 1).await?;
        assert!(advanced, "the task is held by this transaction at the version that was checked");
        let object = Object { kind: "answer", id: &self.task };
        let detail = serde_json::json!({ "mark": self.seq });
        audit::record(cx, tx, Some(marked_by), "rooms.answer_marked", object, detail).await
    }
}

/// Says that the marker has not seen the latest, and shows it.
fn conflict(stored: Option<&hand_mark::Model>) -> Result<Refusal, StoreError> {
    let refusal = Refusal::new(ProblemType::Conflict);
    Ok(match stored {
        Some(row) => refusal.extra("stored", json::value("hand_marks.body", &GivenMark::read(row)?)?),
        None => refusal,
    })
}

/// What was given, checked against what the question is marked by now.
async fn read(cx: &Context, question: QuestionId, max: Marks, command: &MarkAnswer) -> Answer<(Given, HandMark)> {
    let comment = comment(&command.comment)?;
    match (latest_rubrics(&cx.store, &[question]).await?.remove(&question), command) {
        (None, MarkAnswer { points: Some(points), levels: None, rubric: None, .. }) => {
            let mark = HandMark::by_points(*points, max, comment.clone());
            let mark =
                mark.map_err(|_| Refusal::new(ProblemType::ValidationFailed).field("/points", "mark_out_of_range"))?;
            Ok((Given::Points { points: *points, comment }, mark))
        }
        (Some(latest), MarkAnswer { levels: Some(levels), points: None, rubric: Some(rubric), .. }) => {
            if latest.id != *rubric {
                return Err(ProblemType::Conflict.into());
            }
            let mark = HandMark::by_levels(latest.rubric, levels.clone(), comment.clone());
            let mark =
                mark.map_err(|_| Refusal::new(ProblemType::ValidationFailed).field("/levels", "level_missing"))?;
            Ok((Given::Levels { rubric: *rubric, levels: levels.clone(), comment }, mark))
        }
        // The marker has seen a rubric that there was not, or none where there is one now.
        (None, MarkAnswer { rubric: Some(_), .. })
        | (Some(_), MarkAnswer { rubric: None, levels: None, points: Some(_), .. }) => {
            Err(ProblemType::Conflict.into())
        }
        (None, _) => Err(Refusal::new(ProblemType::ValidationFailed).field("/points", "required").into()),
        (Some(_), _) => Err(Refusal::new(ProblemType::ValidationFailed).field("/levels", "required").into()),
    }
}

fn comment(text: &str) -> Result<MarkComment, Refusal> {
    MarkComment::parse(text).map_err(|fault| {
        let (code, args) = match fault {
            TextFault::TooLong { max, .. } => ("too_long", vec![("max", max.to_string())]),
            TextFault::TooShort { .. } => ("required", Vec::new()),
            TextFault::ControlCharacter => ("control_characters", Vec::new()),
        };
        let mut refusal = Refusal::new(ProblemType::ValidationFailed);
        refusal.fields.push(FieldFault { pointer: "/comment".to_owned(), code, args });
        refusal
    })
}
