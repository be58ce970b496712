//! The lane of payments: which orders are taken up, how long they are held, and what becomes of their jobs.

use super::bring_on::Brought;
use super::queue::{PAYMENT_JOB, at_once, control};
use crate::service::jobs::{self as work, Job, Lane};
use crate::service::{Answer, Context};
use crate::store::jobs::{self, Lease};
use crate::store::{Priority, StoreError};
use examhall_domain::time::{Span, Timestamp};

/// What the lane claims.
const KINDS: &[&str] = &[PAYMENT_JOB];
/// The longest reason that is kept with a job, in characters.
const WHY_MAX: usize = 300;

/// The next orders to be brought on; nothing while the queue is paused or as many run as may, on all instances together.
///
/// # Errors
/// Those of the store.
pub async fn claim(cx: &Context, owner: &str) -> Answer<Vec<Job>> {
    let control = control(cx).await?;
    if control.paused {
        return Ok(Vec::new());
    }
    let running = jobs::running(cx.store.read(), KINDS, cx.clock.now()).await?;
    let free = i64::from(at_once(cx, control)) - running;
    let batch = u32::try_from(free.min(cx.settings.payments.batch.into())).unwrap_or(0);
    if batch == 0 {
        return Ok(Vec::new());
    }
    let lane = Lane { owner, kinds: KINDS, lease: cx.settings.payments.lease(), batch };
    Ok(work::claim(cx, &lane).await?.unwrap_or_default())
}

/// When the next order is due.
///
/// # Errors
/// Those of the store.
pub async fn next(cx: &Context) -> Answer<Option<Timestamp>> {
    work::next(cx, KINDS).await
}

/// Holds an order's job for longer; `false` when somebody else has it.
///
/// # Errors
/// Those of the store.
pub async fn hold(cx: &Context, owner: &str, job: &Job) -> Answer<bool> {
    let lease = Lease { owner, until: cx.clock.now() + cx.settings.payments.lease() };
    let transaction = cx.store.begin(Priority::Jobs).await?;
    let held = jobs::extend_lease(&transaction, job.id, lease).await?;
    transaction.commit().await?;
    Ok(held)
}

/// Lets an order's job go, as the order stands.
///
/// # Errors
/// Those of the store; the job then comes back when its lease has run out.
pub async fn settle(cx: &Context, owner: &str, job: &Job, brought: Brought) -> Answer<()> {
    let now = cx.clock.now();
    match brought {
        Brought::On => put_off(cx, owner, job, now).await,
        Brought::Rests(Some(at)) => put_off(cx, owner, job, at).await,
        Brought::Rests(None) => work::finish(cx, owner, job.id).await,
        Brought::Stuck => work::give_up(cx, owner, job, "every try to give money back has failed").await,
        Brought::NotDone { why, retry_after } => fail(cx, owner, job, &why, retry_after).await,
    }
}

/// Puts an order's job back that could not be worked on.
///
/// # Errors
/// As [`settle`].
pub async fn fail(cx: &Context, owner: &str, job: &Job, why: &str, retry_after: Option<Span>) -> Answer<()> {
    let why: String = why.chars().take(WHY_MAX).collect();
    tracing::warn!(job = %job.id, tries = job.tries, why, "an order was not brought on");
    let wait = back_off(cx, job.tries).max(retry_after.unwrap_or(Span::ZERO));
    work::put_back(cx, owner, job, &why, wait).await
}

async fn put_off(cx: &Context, owner: &str, job: &Job, until: Timestamp) -> Answer<()> {
    let transaction = cx.store.begin(Priority::Jobs).await?;
    jobs::reschedule(&transaction, job.id, owner, cx.clock.now(), until).await?;
    transaction.commit().await.map_err(StoreError::into)
}

/// The first wait, doubled with each further try.
fn back_off(cx: &Context, tries: u32) -> Span {
    let first = cx.settings.payments.retry_ms.saturating_mul(1_000);
    Span(first.saturating_mul(1_i64.checked_shl(tries.saturating_sub(1).min(16)).unwrap_or(1)))
}
