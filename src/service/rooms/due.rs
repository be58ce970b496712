//! What is due: attempts to close, rooms to start and to end, attempts to mark.

use crate::bus::Head;
use crate::service::jobs::{self, Job, Lane};
use crate::service::problem::ProblemType;
use crate::service::rooms::book::START_JOB;
use crate::service::rooms::command_room;
use crate::service::rooms::mark::{self, MARK_JOB};
use crate::service::{Answer, Context, Error};
use crate::store::rooms::{attempt, room};
use crate::store::{StoreError, json};
use examhall_domain::id::{AttemptId, SittingId};
use examhall_domain::rooms::{Reason, RoomCommand};
use examhall_domain::time::{Span, Timestamp};
use serde::Deserialize;

/// The kinds of jobs that are carried out here.
const KINDS: &[&str] = &[START_JOB, MARK_JOB];
/// How long a failed job waits before it is tried again.
const BACK_OFF: Span = Span::from_secs(5);

#[derive(Deserialize)]
struct StartPayload {
    sitting: SittingId,
}

/// Open attempts whose deadline and grace are over.
///
/// # Errors
/// Those of the store.
pub async fn attempts_to_close(cx: &Context, limit: u32) -> Answer<Vec<AttemptId>> {
    let due = attempt::list_due(cx.store.read(), cx.clock.now(), limit).await?;
    Ok(due.into_iter().map(|due| due.attempt).collect())
}

/// Rooms whose window and grace are over and in which nobody writes any more.
///
/// # Errors
/// Those of the store.
pub async fn rooms_to_end(cx: &Context, limit: u32) -> Answer<Vec<SittingId>> {
    Ok(room::list_due_to_end(cx.store.read(), cx.clock.now(), limit).await?)
}

/// Ends a room on behalf of the clock.
///
/// # Errors
/// Those of the store.
pub async fn end_room(cx: &Context, room: SittingId) -> Answer<()> {
    settled(command_room::carry_out(cx, None, room, RoomCommand::End { reason: Reason::default() }).await.map(drop))
}

/// The next batch of due jobs, if there is one; they are this owner's for the length of the lease.
///
/// # Errors
/// Those of the store.
pub async fn claim(cx: &Context, owner: &str) -> Answer<Option<Vec<Job>>> {
    let settings = &cx.settings.rooms;
    let lane = Lane { owner, kinds: KINDS, lease: Span::from_secs(settings.jobs_lease_s), batch: settings.jobs_batch };
    jobs::claim(cx, &lane).await
}

/// Does a claimed job and moves it to the history.
///
/// # Errors
/// Those of the use case behind it; then [`put_back`] it.
pub async fn carry_out(cx: &Context, owner: &str, job: &Job) -> Answer<()> {
    match job.kind.as_str() {
        START_JOB => {
            let StartPayload { sitting } = json::decode("jobs.payload", &job.payload)?;
            settled(command_room::carry_out(cx, None, sitting, RoomCommand::Start).await.map(drop))?;
            jobs::finish(cx, owner, job.id).await
        }
        MARK_JOB => mark::carry_out(cx, job.id, owner, &job.payload).await,
        unknown => Err(StoreError::corrupt("jobs.kind", &unknown).into()),
    }
}

/// Puts a failed job back for a later try, or into the history when that was its last.
///
/// # Errors
/// Those of the store; the job then comes back when its lease has run out.
pub async fn put_back(cx: &Context, owner: &str, job: &Job, why: &Error) -> Answer<()> {
    jobs::put_back(cx, owner, job, &why.to_string(), BACK_OFF).await
}

/// The next instant at which something is known to be due.
///
/// # Errors
/// Those of the store.
pub async fn next(cx: &Context) -> Answer<Option<Timestamp>> {
    let closing = attempt::next_due(cx.store.read()).await?;
    let job = jobs::next(cx, KINDS).await?;
    Ok(closing.into_iter().chain(job).min())
}

/// The newest points of rooms' journals.
///
/// # Errors
/// Those of the store.
pub async fn heads(cx: &Context, rooms: &[SittingId]) -> Answer<Vec<(SittingId, Head)>> {
    if rooms.is_empty() {
        return Ok(Vec::new());
    }
    let rows = room::find_many(cx.store.read(), rooms).await?;
    let head = |row: room::Model| (SittingId(row.sitting_id), Head { epoch: cx.epoch.clone(), offset: row.version });
    Ok(rows.into_iter().map(head).collect())
}

/// What was asked for is already so, or can never be so any more: both settle it.
fn settled(outcome: Answer<()>) -> Answer<()> {
    match outcome {
        Err(Error::Refused(refusal))
            if matches!(
                refusal.problem,
                ProblemType::RoomAlreadyStarted | ProblemType::RoomEnded | ProblemType::SittingOver
            ) =>
        {
            Ok(())
        }
        other => other,
    }
}
