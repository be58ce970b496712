//! The postman: sends the mails that wait, and does what leads to one without anybody waiting for it.
//!
//! `Actors` starts one on every instance. Its lane is its own, so that a mail server that hangs holds up no exam. It holds
//! nothing: killed at any line, the lease of its jobs runs out and another goes on.

use crate::service::accounts::ask_reset::{RESET_JOB, send_reset};
use crate::service::jobs::{self, Job, Lane};
use crate::service::mail::SEND_JOB;
use crate::service::mail::send_mail::{retry_later, send_mail};
use crate::service::mail::tally_mails::tally_mails;
use crate::service::{Answer, Context};
use examhall_domain::time::{Span, Timestamp};
use futures_util::future::join_all;
use std::time::Duration;

const KINDS: &[&str] = &[RESET_JOB, SEND_JOB];

/// Runs until the process ends.
pub async fn deliver(cx: Context) {
    let owner = cx.vitals.owner();
    loop {
        let pause = match round(&cx, &owner).await {
            Ok(next) => pause(&cx, next),
            Err(error) => {
                // Logged by the conversion; the next round goes on.
                let _refusal = error.into_refusal();
                longest(&cx)
            }
        };
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = cx.hub.wake().mails() => {}
        }
    }
}

async fn round(cx: &Context, owner: &str) -> Answer<Option<Timestamp>> {
    let settings = &cx.settings.mail;
    let lane = Lane { owner, kinds: KINDS, lease: Span::from_secs(settings.lease_s), batch: settings.batch };
    while let Some(claimed) = jobs::claim(cx, &lane).await? {
        // All at once, so that each has the whole of its time before the lease runs out.
        join_all(claimed.iter().map(|job| carry_out(cx, owner, job))).await;
    }
    tally_mails(cx).await?;
    jobs::next(cx, KINDS).await
}

async fn carry_out(cx: &Context, owner: &str, job: &Job) {
    let done = match job.kind.as_str() {
        RESET_JOB => send_reset(cx, owner, job).await,
        SEND_JOB => send_mail(cx, owner, job).await,
        other => unreachable!("the lane claims its own kinds only, not {other}"),
    };
    if let Err(error) = done
        && let Err(error) = retry_later(cx, owner, job, &error.to_string()).await
    {
        let _refusal = error.into_refusal();
    }
}

fn pause(cx: &Context, next: Option<Timestamp>) -> Duration {
    let until = next.map_or(Span(i64::MAX), |at| at - cx.clock.now());
    // One microsecond more: what is due at an instant is due after it.
    let until = Duration::from_micros(u64::try_from(until.0.saturating_add(1)).unwrap_or(0));
    until.clamp(Duration::from_millis(1), longest(cx))
}

fn longest(cx: &Context) -> Duration {
    Duration::from_millis(cx.settings.mail.sweep_ms)
}
