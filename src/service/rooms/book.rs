//! What rooms tell exams: how sittings and attempts stand, for catalogue pages and lists of results.

use crate::bus::Hub;
use crate::service::exams::api::{AttemptMark, AttemptStanding, Marked, ResultStanding, RoomStanding, Rooms};
use crate::service::rooms::event;
use crate::store::jobs::{self, NewJob};
use crate::store::rooms::{attempt, marking_task, result, room};
use crate::store::{Store, StoreError, Transaction};
use examhall_domain::exams::{Marks, SittingPlan, StartMode};
use examhall_domain::id::{AccountId, AttemptId, JobId, SittingId};
use examhall_domain::rooms::{AttemptPhase, RoomState};
use examhall_domain::time::Timestamp;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// The kind of the job that starts a room by the clock; its payload is `{"sitting": "<id>"}`.
pub const START_JOB: &str = "room_start";
/// Starting a room goes before all other jobs.
const START_PRIORITY: i64 = 0;
/// A start that failed this often needs a person.
const START_TRIES_MAX: i64 = 10;

/// Reads the rooms' tables.
pub struct RoomBook;

impl Rooms for RoomBook {
    fn open<'a>(
        &'a self,
        transaction: &'a Transaction,
        sitting: SittingId,
        plan: &'a SittingPlan,
        start: JobId,
        now: Timestamp,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        open(transaction, sitting, plan, start, now).boxed()
    }

    fn standings<'a>(
        &'a self,
        store: &'a Store,
        sittings: &'a [SittingId],
    ) -> BoxFuture<'a, Result<BTreeMap<SittingId, RoomStanding>, StoreError>> {
        standings(store, sittings).boxed()
    }

    fn attempts<'a>(
        &'a self,
        store: &'a Store,
        account: AccountId,
        sittings: &'a [SittingId],
    ) -> BoxFuture<'a, Result<BTreeMap<SittingId, Vec<AttemptStanding>>, StoreError>> {
        attempts(store, account, sittings).boxed()
    }

    fn results<'a>(
        &'a self,
        store: &'a Store,
        sitting: SittingId,
    ) -> BoxFuture<'a, Result<Vec<ResultStanding>, StoreError>> {
        results(store, sitting).boxed()
    }

    fn entered<'a>(
        &'a self,
        store: &'a Store,
        sitting: SittingId,
    ) -> BoxFuture<'a, Result<BTreeSet<AccountId>, StoreError>> {
        async move { Ok(attempt::list_people(store.read(), sitting).await?.into_iter().collect()) }.boxed()
    }

    fn unmarked<'a>(&'a self, store: &'a Store, sitting: SittingId) -> BoxFuture<'a, Result<i64, StoreError>> {
        async move {
            let progress = marking_task::progress(store.read(), sitting).await?;
            Ok(progress.iter().map(|question| question.total - question.marked).sum())
        }
        .boxed()
    }

    fn tell_released<'a>(
        &'a self,
        store: &'a Store,
        hub: &'a Hub,
        sitting: SittingId,
        now: Timestamp,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        async move {
            for standing in results(store, sitting).await?.iter().filter(|standing| standing.mark.is_some()) {
                hub.publish(event::result_ready(standing.account, standing.attempt.id, now)).await;
            }
            Ok(())
        }
        .boxed()
    }
}

async fn open(
    transaction: &Transaction,
    sitting: SittingId,
    plan: &SittingPlan,
    start: JobId,
    now: Timestamp,
) -> Result<(), StoreError> {
    let lobby = RoomState::scheduled(plan.window_opens_at, plan.window_closes_at);
    room::insert(transaction, sitting, &lobby).await?;
    book_start(transaction, sitting, plan, start, now).await
}

/// Lets the clock start a room at the window's opening if it is to, and at no other time; `start` names the job.
///
/// # Errors
/// Those of the store.
pub async fn book_start(
    transaction: &Transaction,
    sitting: SittingId,
    plan: &SittingPlan,
    start: JobId,
    now: Timestamp,
) -> Result<(), StoreError> {
    forget_start(transaction, sitting).await?;
    match plan.start {
        StartMode::Proctor => {}
        StartMode::Clock => {
            let job = NewJob {
                id: start,
                kind: START_JOB.to_owned(),
                dedupe_key: Some(key(sitting)),
                priority: START_PRIORITY,
                run_at: plan.window_opens_at,
                payload: serde_json::json!({ "sitting": sitting }).to_string(),
                attempts_max: START_TRIES_MAX,
                created_at: now,
            };
            assert!(jobs::enqueue(transaction, job).await?, "the start that was booked before is forgotten");
        }
    }
    Ok(())
}

/// Lets the clock leave a room alone.
///
/// # Errors
/// Those of the store.
pub async fn forget_start(transaction: &Transaction, sitting: SittingId) -> Result<(), StoreError> {
    jobs::withdraw(transaction, &key(sitting)).await.map(drop)
}

/// While a job with this key waits, there is no second one.
fn key(sitting: SittingId) -> String {
    format!("{START_JOB}:{sitting}")
}

/// How a room stands.
///
/// # Errors
/// [`StoreError::Corrupt`].
pub fn standing(row: &room::Model) -> Result<RoomStanding, StoreError> {
    Ok(RoomStanding {
        phase: row.phase()?.name(),
        window_closes_at: Timestamp(row.window_closes_at_us),
        ended_at: row.ended_at_us.map(Timestamp),
    })
}

async fn standings(store: &Store, sittings: &[SittingId]) -> Result<BTreeMap<SittingId, RoomStanding>, StoreError> {
    let rooms = room::find_many(store.read(), sittings).await?;
    rooms.iter().map(|row| Ok((SittingId(row.sitting_id), standing(row)?))).collect()
}

async fn attempts(
    store: &Store,
    account: AccountId,
    sittings: &[SittingId],
) -> Result<BTreeMap<SittingId, Vec<AttemptStanding>>, StoreError> {
    let rows = attempt::list_of_account(store.read(), account, sittings).await?;
    let ids: Vec<AttemptId> = rows.iter().map(|row| AttemptId(row.id)).collect();
    let marked: BTreeSet<AttemptId> = result::list_marked(store.read(), &ids).await?.into_iter().collect();
    let mut found: BTreeMap<SittingId, Vec<AttemptStanding>> = BTreeMap::new();
    for row in rows {
        let mark = if marked.contains(&AttemptId(row.id)) { Marked::Yes } else { Marked::NotYet };
        found.entry(SittingId(row.sitting_id)).or_default().push(attempt_standing(&row, mark)?);
    }
    Ok(found)
}

async fn results(store: &Store, sitting: SittingId) -> Result<Vec<ResultStanding>, StoreError> {
    let marks: BTreeMap<Uuid, AttemptMark> = result::list_of_sitting(store.read(), sitting)
        .await?
        .iter()
        .map(|row| {
            (row.attempt_id, AttemptMark { score: Marks(row.score), max: Marks(row.max), provisional: row.provisional })
        })
        .collect();
    let rows = attempt::list_of_sitting(store.read(), sitting).await?;
    let standing = |row: &attempt::Model| {
        let mark = marks.get(&row.id).copied();
        let closed = match row.phase()? {
            AttemptPhase::Closed { reason, at } => Some((reason.name(), at)),
            AttemptPhase::Prepared | AttemptPhase::Open { .. } => None,
        };
        Ok(ResultStanding {
            account: AccountId(row.account_id),
            attempt: attempt_standing(row, if mark.is_some() { Marked::Yes } else { Marked::NotYet })?,
            closed_at: closed.map(|(_, at)| at),
            closed_by: closed.map(|(reason, _)| reason),
            mark,
        })
    };
    rows.iter().map(standing).collect()
}

fn attempt_standing(row: &attempt::Model, marked: Marked) -> Result<AttemptStanding, StoreError> {
    Ok(AttemptStanding {
        id: AttemptId(row.id),
        number: row.number,
        phase: row.phase()?.name(),
        closes_at: row.closes_at_us.map(Timestamp),
        marked,
    })
}
