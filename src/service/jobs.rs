//! Work that waits in SQL, for whoever carries it out: claimed by lane, so that a mail server that hangs holds up no exam.
//!
//! A lane is a loop of its own and names its kinds. What a kind means is its slice's matter; what became of a job is
//! written down here.

use crate::service::{Answer, Context};
use crate::store::Priority;
use crate::store::jobs::{self, Failed, Lease, Model};
use examhall_domain::id::JobId;
use examhall_domain::time::{Span, Timestamp};

/// A claimed job.
#[derive(Clone, Debug)]
pub struct Job {
    pub id: JobId,
    pub kind: String,
    /// JSON.
    pub payload: String,
    /// How often it was claimed, this time included.
    pub tries: u32,
}

/// Who claims what.
pub struct Lane<'a> {
    /// The instance, including its start.
    pub owner: &'a str,
    pub kinds: &'a [&'a str],
    /// For how long a claimed job is the owner's.
    pub lease: Span,
    /// Jobs claimed at once.
    pub batch: u32,
}

/// The lane's next batch of due jobs, if there is one.
///
/// # Errors
/// Those of the store.
pub async fn claim(cx: &Context, lane: &Lane<'_>) -> Answer<Option<Vec<Job>>> {
    let now = cx.clock.now();
    // Looking is cheap, claiming takes the writer.
    if next(cx, lane.kinds).await?.is_none_or(|at| at > now) {
        return Ok(None);
    }
    let lease = Lease { owner: lane.owner, until: now + lane.lease };
    let transaction = cx.store.begin(Priority::Jobs).await?;
    let buried = jobs::bury_abandoned(&transaction, now).await?;
    let claimed = jobs::claim(&transaction, lane.kinds, now, lease, lane.batch).await?;
    transaction.commit().await?;
    for job in buried {
        tracing::error!(%job, "a job was given up: its last try ended with its instance");
    }
    let claimed: Vec<Job> = claimed.into_iter().map(job).collect();
    Ok((!claimed.is_empty()).then_some(claimed))
}

/// Moves a done job to the history.
///
/// # Errors
/// Those of the store; the job is then done again when its lease has run out.
pub async fn finish(cx: &Context, owner: &str, job: JobId) -> Answer<()> {
    let transaction = cx.store.begin(Priority::Jobs).await?;
    jobs::finish(&transaction, job, owner, cx.clock.now()).await?;
    transaction.commit().await?;
    Ok(())
}

/// Puts a failed job back for a later try, or into the history when that was its last.
///
/// # Errors
/// As [`finish`].
pub async fn put_back(cx: &Context, owner: &str, job: &Job, why: &str, back_off: Span) -> Answer<()> {
    let transaction = cx.store.begin(Priority::Jobs).await?;
    let failed = jobs::fail(&transaction, job.id, owner, cx.clock.now(), back_off, why).await?;
    transaction.commit().await?;
    if failed == Failed::Dead {
        tracing::error!(job = %job.id, kind = job.kind, why, "a job failed for the last time");
    }
    Ok(())
}

/// Moves a job to the history that no further try can help.
///
/// # Errors
/// As [`finish`].
pub async fn give_up(cx: &Context, owner: &str, job: &Job, why: &str) -> Answer<()> {
    let transaction = cx.store.begin(Priority::Jobs).await?;
    jobs::give_up(&transaction, job.id, owner, cx.clock.now(), why).await?;
    transaction.commit().await?;
    tracing::error!(job = %job.id, kind = job.kind, why, "a job was given up");
    Ok(())
}

/// The next instant at which a job of these kinds is due.
///
/// # Errors
/// Those of the store.
pub async fn next(cx: &Context, kinds: &[&str]) -> Answer<Option<Timestamp>> {
    Ok(jobs::next_due(cx.store.read(), kinds).await?)
}

fn job(row: Model) -> Job {
    let tries = u32::try_from(row.attempts).unwrap_or(u32::MAX);
    Job { id: JobId(row.id), kind: row.kind, payload: row.payload, tries }
}
