//! What is due: attempts to close, rooms to start and to end, attempts to mark.

use crate::bus::Head;
use crate::service::problem::ProblemType;
use crate::service::rooms::book::START_JOB;
use crate::service::rooms::command_room;
use crate::service::rooms::mark::{self, MARK_JOB};
use crate::service::{Answer, Context, Error};
use crate::store::jobs::{self, Lease};
use crate::store::rooms::{attempt, room};
use crate::store::{Priority, StoreError, json};
use examhall_domain::id::{AttemptId, JobId, SittingId};
use examhall_domain::rooms::{Reason, RoomCommand};
use examhall_domain::time::{Span, Timestamp};
use serde::Deserialize;

/// How long a failed job waits before it is tried again.
const BACK_OFF: Span = Span::from_secs(5);

/// A claimed job.
pub struct Job {
    pub id: JobId,
    pub kind: String,
    payload: String,
}

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
    let now = cx.clock.now();
    // Looking is cheap, claiming takes the writer.
    if jobs::next_due(cx.store.read()).await?.is_none_or(|at| at > now) {
        return Ok(None);
    }
    let settings = &cx.settings.rooms;
    let lease = Lease { owner, until: now + Span::from_secs(settings.jobs_lease_s) };
    let transaction = cx.store.begin(Priority::Jobs).await?;
    let buried = jobs::bury_abandoned(&transaction, now).await?;
    let claimed = jobs::claim(&transaction, now, lease, settings.jobs_batch).await?;
    transaction.commit().await?;
    for job in buried {
        tracing::error!(%job, "a job was given up: its last try ended with its instance");
    }
    let job = |row: jobs::Model| Job { id: JobId(row.id), kind: row.kind, payload: row.payload };
    let claimed: Vec<Job> = claimed.into_iter().map(job).collect();
    Ok((!claimed.is_empty()).then_some(claimed))
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
            finish(cx, owner, job.id).await
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
    let transaction = cx.store.begin(Priority::Jobs).await?;
    let failed = jobs::fail(&transaction, job.id, owner, cx.clock.now(), BACK_OFF, &why.to_string()).await?;
    transaction.commit().await?;
    if failed == jobs::Failed::Dead {
        tracing::error!(job = %job.id, kind = job.kind, "a job failed for the last time");
    }
    Ok(())
}

/// The next instant at which something is known to be due.
///
/// # Errors
/// Those of the store.
pub async fn next(cx: &Context) -> Answer<Option<Timestamp>> {
    let closing = attempt::next_due(cx.store.read()).await?;
    let job = jobs::next_due(cx.store.read()).await?;
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

async fn finish(cx: &Context, owner: &str, job: JobId) -> Answer<()> {
    let transaction = cx.store.begin(Priority::Jobs).await?;
    jobs::finish(&transaction, job, owner, cx.clock.now()).await?;
    transaction.commit().await?;
    Ok(())
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
