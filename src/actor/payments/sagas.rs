//! The sagas of this instance: claims orders that are due, by priority and at most as many as may run, and starts a saga for
//! each.
//!
//! `Actors` starts the loop on every instance. Who places an order begins its saga here at once. A saga that panics no longer
//! renews its lease and loses it to another one; that is the only trace that it leaves.

use super::saga;
use crate::service::jobs::Job;
use crate::service::payments::queue::tally_queue;
use crate::service::payments::run_job;
use crate::service::{Answer, Context};
use examhall_domain::time::Timestamp;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::Notify;

/// Where sagas begin.
pub struct Sagas {
    cx: Context,
    owner: String,
    /// One has ended, so that another may begin.
    ended: Notify,
}

impl Sagas {
    /// None yet.
    pub fn new(cx: Context) -> Arc<Self> {
        let owner = cx.vitals.owner();
        Arc::new(Self { cx, owner, ended: Notify::new() })
    }

    /// Who holds the jobs that run here.
    pub fn owner(&self) -> &str {
        &self.owner
    }

    /// Begins the saga of a job that is held here.
    pub fn take_up(self: &Arc<Self>, job: Job) {
        let sagas = self.clone();
        tokio::spawn(async move {
            let own = sagas.clone();
            let ended = tokio::spawn(async move { saga::live(&own.cx, &own.owner, &job).await }).await;
            if ended.is_err_and(|error| error.is_panic()) {
                tracing::error!("a saga panicked; its order is taken up again when the lease has run out");
            }
            sagas.ended.notify_one();
        });
    }
}

/// Runs until the process ends.
pub async fn run(sagas: Arc<Sagas>) {
    let mut tallied: Option<Instant> = None;
    loop {
        if tallied.is_none_or(|at| at.elapsed() >= longest(&sagas.cx)) {
            tallied = Some(Instant::now());
            told(tally_queue(&sagas.cx).await.map(drop).map_err(Into::into));
        }
        let pause = match round(&sagas).await {
            Ok(next) => pause(&sagas.cx, next),
            Err(error) => {
                told(Err(error));
                longest(&sagas.cx)
            }
        };
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = sagas.cx.hub.wake().payments() => {}
            () = sagas.ended.notified() => {}
        }
    }
}

/// When there will be something to be begun; nothing when that depends on others.
async fn round(sagas: &Arc<Sagas>) -> Answer<Option<Timestamp>> {
    let cx = &sagas.cx;
    let claimed = run_job::claim(cx, &sagas.owner).await?;
    let took_none = claimed.is_empty();
    claimed.into_iter().for_each(|job| sagas.take_up(job));
    let next = run_job::next(cx).await?;
    // What is due and was not taken waits for a place.
    Ok(next.filter(|at| !took_none || *at > cx.clock.now()))
}

fn pause(cx: &Context, next: Option<Timestamp>) -> Duration {
    let Some(at) = next else { return longest(cx) };
    // One microsecond more: what is due at an instant is due after it.
    let until = (at - cx.clock.now()).0.saturating_add(1);
    Duration::from_micros(u64::try_from(until).unwrap_or(0)).clamp(Duration::from_millis(1), longest(cx))
}

fn longest(cx: &Context) -> Duration {
    Duration::from_millis(cx.settings.payments.sweep_ms)
}

fn told(outcome: Answer<()>) {
    if let Err(error) = outcome {
        // Logged by the conversion; the next round goes on.
        let _refusal = error.into_refusal();
    }
}
