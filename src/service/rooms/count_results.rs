//! The figures of a sitting: how the scores are spread and how hard each question was.

use crate::service::accounts::api::Caller;
use crate::service::instant::Instant;
use crate::service::rooms::room_file::RoomFile;
use crate::service::rooms::{open_room, scope};
use crate::service::{Answer, Context};
use crate::store::json;
use crate::store::rooms::{marking_task, result_row};
use examhall_domain::accounts::Action;
use examhall_domain::exams::statistics::Tally;
use examhall_domain::exams::{AttemptResult, Fraction, Marks, ReleasePolicy, Statistics};
use examhall_domain::id::{ExamId, QuestionId, SittingId};
use serde::Serialize;
use utoipa::ToSchema;

/// The figures.
#[derive(Debug, Serialize, ToSchema)]
pub struct ResultFigures {
    #[schema(value_type = Uuid)]
    pub exam: ExamId,
    pub exam_title: String,
    /// Which of the exam's sittings it was.
    pub title: String,
    /// `on_close` or `manual`.
    #[schema(value_type = String, examples("on_close", "manual"))]
    pub release: ReleasePolicy,
    pub released_at: Option<Instant>,
    /// Attempts that were marked.
    pub results: u64,
    /// Those of them that wait for a person.
    pub provisional: u64,
    /// Answers that wait for a person.
    pub unmarked: i64,
    /// How many results lie in each tenth of the full score, the lowest first; a full score is in the last.
    pub bands: Vec<u64>,
    /// In the paper's order.
    pub questions: Vec<QuestionFigures>,
}

/// The figures of one question.
#[derive(Debug, Serialize, ToSchema)]
pub struct QuestionFigures {
    #[schema(value_type = Uuid)]
    pub id: QuestionId,
    /// The author's name for it.
    pub name: String,
    /// What it is worth, in 10⁻⁵ of a point.
    #[schema(value_type = i64)]
    pub points: Marks,
    /// Attempts in which it was asked and has been marked.
    pub marked: u64,
    /// The share of its points that was earned, in 10⁻⁷; `null` where it was never marked.
    #[schema(value_type = Option<i64>)]
    pub facility: Option<Fraction>,
}

/// The figures of a sitting.
///
/// # Errors
/// `forbidden`, `not-found`, and those of the store.
pub async fn count_results(cx: &Context, caller: &Caller, sitting: SittingId) -> Answer<ResultFigures> {
    let room = open_room::reread(cx, sitting).await?;
    scope::demand(cx, caller, Action::ViewResults, &room).await?;
    let statistics = count(cx, sitting).await?;
    let progress = marking_task::progress(cx.store.read(), sitting).await?;
    Ok(ResultFigures {
        exam: room.sitting.exam,
        exam_title: room.sitting.exam_title.clone(),
        title: room.sitting.title.clone(),
        release: room.sitting.plan.release,
        released_at: room.sitting.released_at.map(Instant),
        results: statistics.results(),
        provisional: statistics.provisional(),
        unmarked: progress.iter().map(|row| row.total - row.marked).sum(),
        bands: statistics.bands().to_vec(),
        questions: questions(&room, &statistics),
    })
}

/// Part by part, so that the results of thousands are never held together.
async fn count(cx: &Context, sitting: SittingId) -> Answer<Statistics> {
    let limit = cx.settings.rooms.export_rows;
    let (mut statistics, mut after) = (Statistics::default(), None);
    loop {
        let mut rows = result_row::list_after(cx.store.read(), sitting, after.as_ref(), limit).await?;
        for detail in rows.iter().filter_map(|row| row.detail.as_ref()) {
            let result: AttemptResult = json::decode("attempt_results.detail", detail)?;
            statistics.add(&result);
        }
        let is_last = rows.len() < limit as usize;
        after = rows.pop();
        if is_last {
            return Ok(statistics);
        }
    }
}

fn questions(room: &RoomFile, statistics: &Statistics) -> Vec<QuestionFigures> {
    let paper = &room.sitting.paper;
    let asked = paper.definition().questions().into_iter();
    let figures = |(id, version, points)| {
        let tally = statistics.question(id);
        QuestionFigures {
            id,
            name: paper.questions().get(&version).map(|question| question.name.clone()).unwrap_or_default(),
            points,
            marked: tally.map_or(0, |tally| tally.marked),
            facility: tally.map(Tally::facility),
        }
    };
    asked.map(figures).collect()
}
