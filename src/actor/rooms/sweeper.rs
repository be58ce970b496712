//! The sweeper: carries out what is due, whoever asked for it and whether or not anybody is connected.
//!
//! It looks at the store: attempts whose deadline and grace are over, rooms whose window is over, jobs. It sleeps until the
//! next known instant, at most a short while, and wakes when jobs are announced. Every worker has one; what two of them
//! do at once is done once, because the log's and the room's versions let only one through.

use super::answer_writer::Answers;
use crate::service::jobs::Job;
use crate::service::rooms::append::{Act, Request};
use crate::service::rooms::due;
use crate::service::{Answer, Context};
use examhall_domain::id::AttemptId;
use examhall_domain::time::{Span, Timestamp};
use futures_util::future::join_all;
use std::sync::Arc;
use std::time::Duration;

/// Closings asked for at once; the writer makes its own batches of them.
const CLOSINGS_MAX: u32 = 512;
/// Rooms ended in one pass.
const ENDINGS_MAX: u32 = 64;

/// Runs until the process ends.
pub async fn sweep(cx: Context, answers: Arc<Answers>) {
    let owner = cx.vitals.owner();
    loop {
        let pause = match one_pass(&cx, &answers, &owner).await {
            Ok(pause) => pause,
            Err(error) => {
                let _refusal = error.into_refusal();
                Duration::from_secs(1)
            }
        };
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = cx.hub.wake().jobs() => {}
        }
    }
}

async fn one_pass(cx: &Context, answers: &Answers, owner: &str) -> Answer<Duration> {
    close_due(cx, answers).await?;
    for room in due::rooms_to_end(cx, ENDINGS_MAX).await? {
        if let Err(error) = due::end_room(cx, room).await {
            // One room that cannot be ended must not keep the others and the jobs waiting; it is due again.
            let _refusal = error.into_refusal();
        }
    }
    while let Some(jobs) = due::claim(cx, owner).await? {
        for job in jobs {
            carry_out(cx, owner, job).await;
        }
    }
    let next = due::next(cx).await?;
    Ok(pause(cx, next))
}

async fn close_due(cx: &Context, answers: &Answers) -> Answer<()> {
    loop {
        let due = due::attempts_to_close(cx, CLOSINGS_MAX).await?;
        if due.is_empty() {
            return Ok(());
        }
        let is_last = due.len() < CLOSINGS_MAX as usize;
        let closings = due.into_iter().map(|attempt| answers.settle(close(attempt, cx.clock.now())));
        let mut closed = 0_usize;
        for outcome in join_all(closings).await {
            match outcome {
                Ok(_) => closed += 1,
                // An extension that came in between: not due any more. Anything else is due again at the next pass.
                Err(error) => tracing::debug!(%error, "an attempt was not closed"),
            }
        }
        // A whole batch that cannot be closed would otherwise be tried for ever, and nothing else done.
        if is_last || closed == 0 {
            return Ok(());
        }
    }
}

fn close(attempt: AttemptId, now: Timestamp) -> Request {
    Request { attempt, account: None, act: Act::Close, received_at: now }
}

async fn carry_out(cx: &Context, owner: &str, job: Job) {
    if let Err(error) = due::carry_out(cx, owner, &job).await {
        tracing::warn!(job = %job.id, kind = job.kind, %error, "a job failed");
        if let Err(error) = due::put_back(cx, owner, &job, &error).await {
            let _refusal = error.into_refusal();
        }
    }
}

fn pause(cx: &Context, next: Option<Timestamp>) -> Duration {
    let longest = Duration::from_millis(cx.settings.rooms.sweep_ms);
    let until = next.map_or(Span(i64::MAX), |at| at - cx.clock.now());
    // One microsecond more: what is due at an instant is due after it.
    let until = Duration::from_micros(u64::try_from(until.0.saturating_add(1)).unwrap_or(0));
    until.clamp(Duration::from_millis(1), longest)
}
