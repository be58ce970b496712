//! Exams and sittings as lists show them.

use crate::service::accounts::api::Caller;
use crate::service::exams::api::AttemptStanding;
use crate::service::instant::Instant;
use crate::service::{Answer, Context};
use crate::store::StoreError;
use crate::store::exams::{enrolment, exam, paper, sitting};
use examhall_domain::exams::StartMode;
use examhall_domain::id::{AttemptId, ExamId, PaperId, SittingId};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use utoipa::ToSchema;
use uuid::Uuid;

/// An exam as the catalogue shows it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ExamCard {
    #[schema(value_type = Uuid)]
    pub id: ExamId,
    pub title: String,
    pub summary: String,
    /// BCP 47.
    pub language: String,
    /// `null` for a free exam.
    pub price: Option<Price>,
    /// How many questions an attempt has.
    pub questions: usize,
    /// Of the next sitting; `null` without one.
    pub time_limit_s: Option<i64>,
    pub next_sitting: Option<SittingCard>,
}

/// Money.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Price {
    pub amount_minor: i64,
    /// ISO 4217.
    pub currency: String,
}

/// A sitting as lists show it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SittingCard {
    #[schema(value_type = Uuid)]
    pub id: SittingId,
    /// The short code that people type.
    pub code: String,
    pub title: String,
    pub window_opens_at: Instant,
    /// With everything that was added to it so far.
    pub window_closes_at: Instant,
    pub time_limit_s: i64,
    #[schema(value_type = String, examples("clock", "proctor"))]
    pub start: StartMode,
    #[schema(examples("lobby", "running", "paused", "ended"))]
    pub phase: &'static str,
    pub attempts_allowed: u16,
    /// Only for somebody signed in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enrolled: Option<bool>,
    /// Only for somebody signed in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub my_attempts: Option<Vec<MyAttempt>>,
}

/// One of the caller's own attempts.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MyAttempt {
    #[schema(value_type = Uuid)]
    pub id: AttemptId,
    pub number: i64,
    #[schema(examples("prepared", "open", "closed"))]
    pub phase: &'static str,
}

/// What the cards of several sittings are made from, beside their rows.
struct Standings {
    enrolled: BTreeSet<SittingId>,
    attempts: BTreeMap<SittingId, Vec<AttemptStanding>>,
}

/// Cards of exams, in their order, each with its next sitting.
pub(super) async fn of_exams(cx: &Context, caller: Option<&Caller>, exams: Vec<exam::Model>) -> Answer<Vec<ExamCard>> {
    let ids: Vec<ExamId> = exams.iter().map(|row| ExamId(row.id)).collect();
    let upcoming = sitting::upcoming(cx.store.read(), &ids, cx.clock.now()).await?;
    let mut seen = BTreeSet::new();
    let next: Vec<sitting::Model> = upcoming.into_iter().filter(|row| seen.insert(row.exam_id)).collect();
    let exam_of: Vec<Uuid> = next.iter().map(|row| row.exam_id).collect();
    let cards = of_sittings(cx, caller, next).await?;
    let mut next: BTreeMap<Uuid, SittingCard> = exam_of.into_iter().zip(cards).collect();
    let mut shown = Vec::with_capacity(exams.len());
    for row in exams {
        let next = next.remove(&row.id);
        shown.push(of_exam(cx, row, next).await?);
    }
    Ok(shown)
}

/// The card of one exam whose next sitting is known.
pub(super) async fn of_exam(cx: &Context, row: exam::Model, next: Option<SittingCard>) -> Answer<ExamCard> {
    let questions = match row.paper_id {
        Some(paper) => question_count(cx, PaperId(paper)).await?,
        None => 0,
    };
    Ok(ExamCard {
        id: ExamId(row.id),
        title: row.title,
        summary: row.summary,
        language: row.language,
        price: row.price_minor.zip(row.currency).map(|(amount_minor, currency)| Price { amount_minor, currency }),
        questions,
        time_limit_s: next.as_ref().map(|sitting| sitting.time_limit_s),
        next_sitting: next,
    })
}

/// Cards of sittings, in their order.
pub(super) async fn of_sittings(
    cx: &Context,
    caller: Option<&Caller>,
    sittings: Vec<sitting::Model>,
) -> Answer<Vec<SittingCard>> {
    let ids: Vec<SittingId> = sittings.iter().map(|row| SittingId(row.id)).collect();
    let rooms = cx.rooms.standings(&cx.store, &ids).await?;
    let mut own = match caller {
        Some(caller) => Some(own_standings(cx, caller, &ids).await?),
        None => None,
    };
    let card = |row: sitting::Model| {
        let id = SittingId(row.id);
        let plan = row.plan()?;
        let room = rooms.get(&id).ok_or_else(|| StoreError::corrupt("rooms.sitting_id", &"a sitting has no room"))?;
        Ok(SittingCard {
            id,
            code: row.code,
            title: row.title,
            window_opens_at: plan.window_opens_at.into(),
            window_closes_at: room.window_closes_at.into(),
            time_limit_s: plan.time_limit.as_secs(),
            start: plan.start,
            phase: room.phase,
            attempts_allowed: plan.attempts_allowed,
            enrolled: own.as_ref().map(|own| own.enrolled.contains(&id)),
            my_attempts: own.as_mut().map(|own| my_attempts(own.attempts.remove(&id).unwrap_or_default())),
        })
    };
    Ok(sittings.into_iter().map(card).collect::<Result<_, StoreError>>()?)
}

/// The card of one sitting.
pub(super) async fn of_sitting(cx: &Context, caller: &Caller, sitting: sitting::Model) -> Answer<SittingCard> {
    let card = of_sittings(cx, Some(caller), vec![sitting]).await?.pop();
    let Some(card) = card else { unreachable!("there is a card for each sitting") };
    Ok(card)
}

async fn own_standings(cx: &Context, caller: &Caller, sittings: &[SittingId]) -> Result<Standings, StoreError> {
    let enrolled = enrolment::list_among(cx.store.read(), caller.account, sittings).await?;
    let attempts = cx.rooms.attempts(&cx.store, caller.account, sittings).await?;
    Ok(Standings { enrolled: enrolled.into_iter().collect(), attempts })
}

fn my_attempts(standings: Vec<AttemptStanding>) -> Vec<MyAttempt> {
    let mine =
        |standing: AttemptStanding| MyAttempt { id: standing.id, number: standing.number, phase: standing.phase };
    standings.into_iter().map(mine).collect()
}

/// How many questions a paper asks; looked up once, since papers never change.
async fn question_count(cx: &Context, paper: PaperId) -> Answer<usize> {
    if let Some(known) = cx.papers.question_count(paper) {
        return Ok(known);
    }
    let row = paper::find(cx.store.read(), paper).await?;
    let row = row.ok_or_else(|| StoreError::corrupt("exams.paper_id", &"there is no such paper"))?;
    let count = row.read()?.question_count();
    cx.papers.learn_question_count(paper, count);
    Ok(count)
}
