//! What the caller is enrolled in, and how far it has come.

use super::api::{AttemptStanding, Marked};
use super::cards::{self, SittingCard};
use crate::service::accounts::api::Caller;
use crate::service::instant::Instant;
use crate::service::page::Page;
use crate::service::{Answer, Context};
use crate::store::StoreError;
use crate::store::exams::{enrolment, exam, sitting};
use examhall_domain::exams::ReleasePolicy;
use examhall_domain::id::{AttemptId, ExamId, SittingId};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;
use uuid::Uuid;

/// Most enrolments of one person that are listed, the latest first.
pub const ENROLMENTS_LISTED_MAX: u64 = 200;

/// One enrolment.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MyExam {
    pub exam: ExamName,
    pub sitting: SittingCard,
    /// The latest attempt; `null` before the first.
    pub attempt: Option<LatestAttempt>,
}

/// Which exam.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ExamName {
    #[schema(value_type = Uuid)]
    pub id: ExamId,
    pub title: String,
}

/// How far the latest attempt has come.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct LatestAttempt {
    #[schema(value_type = Uuid)]
    pub id: AttemptId,
    #[schema(examples("prepared", "open", "closed"))]
    pub phase: &'static str,
    pub closes_at: Option<Instant>,
    /// Whether its result can be read.
    pub result_ready: bool,
}

/// The caller's enrolments.
///
/// # Errors
/// Those of the store.
pub async fn list_my_exams(cx: &Context, caller: &Caller) -> Answer<Page<MyExam>> {
    let enrolments = enrolment::list_of_account(cx.store.read(), caller.account, ENROLMENTS_LISTED_MAX).await?;
    let ids: Vec<SittingId> = enrolments.iter().map(|row| SittingId(row.sitting_id)).collect();
    let mut rows: BTreeMap<Uuid, sitting::Model> =
        sitting::find_many(cx.store.read(), &ids).await?.into_iter().map(|row| (row.id, row)).collect();
    let rows: Vec<sitting::Model> = ids.iter().filter_map(|id| rows.remove(&id.0)).collect();
    let exams: Vec<ExamId> = rows.iter().map(|row| ExamId(row.exam_id)).collect();
    let titles: BTreeMap<Uuid, String> =
        exam::find_many(cx.store.read(), &exams).await?.into_iter().map(|row| (row.id, row.title)).collect();
    let attempts = cx.rooms.attempts(&cx.store, caller.account, &ids).await?;
    let mut latest = Vec::with_capacity(rows.len());
    for row in &rows {
        let last = attempts.get(&SittingId(row.id)).and_then(|own| own.last());
        latest.push(last.map(|standing| latest_attempt(standing, row)).transpose()?);
    }
    let cards = cards::of_sittings(cx, Some(caller), rows).await?;
    let items = exams.into_iter().zip(cards).zip(latest).map(|((exam, sitting), attempt)| MyExam {
        exam: ExamName { id: exam, title: titles.get(&exam.0).cloned().unwrap_or_default() },
        sitting,
        attempt,
    });
    Ok(Page::whole(items.collect()))
}

fn latest_attempt(standing: &AttemptStanding, sitting: &sitting::Model) -> Result<LatestAttempt, StoreError> {
    let released = match sitting.plan()?.release {
        ReleasePolicy::OnClose => true,
        ReleasePolicy::Manual => sitting.released_at_us.is_some(),
    };
    Ok(LatestAttempt {
        id: standing.id,
        phase: standing.phase,
        closes_at: standing.closes_at.map(Instant),
        result_ready: released && standing.marked == Marked::Yes,
    })
}
