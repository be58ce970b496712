//! An order's saga: from its job to its rest.
//!
//! It owns nothing but the lease of the job, which it renews for as long as it works: the lease is short, so that what a dead
//! instance held is soon taken up by another. Each act is asked of the stored order, done at the gateway and stored before
//! the next one; so it may be killed at any line, and whoever gets the job afterwards goes on where the order stands.

use crate::service::jobs::Job;
use crate::service::payments::bring_on::{Brought, bring_on};
use crate::service::payments::job::order_of;
use crate::service::payments::run_job;
use crate::service::{Answer, Context};
use examhall_domain::id::OrderId;
use std::time::Duration;

/// A saga that is not at its rest after so many acts lets others have their turn.
const ACTS_MAX: u32 = 32;
/// How often a lease is renewed before it runs out: one renewal that is late or fails loses nothing.
const RENEWALS: u64 = 3;

/// Brings the job's order on until it rests, and lets the job go.
pub(super) async fn live(cx: &Context, owner: &str, job: &Job) {
    let settled = match work(cx, owner, job).await {
        Ok(Some(brought)) => run_job::settle(cx, owner, job, brought).await,
        // Somebody else has taken the order up.
        Ok(None) => Ok(()),
        Err(error) => run_job::fail(cx, owner, job, &error.to_string(), None).await,
    };
    if let Err(error) = settled {
        // Logged by the conversion; the job comes back when its lease has run out.
        let _refusal = error.into_refusal();
    }
}

/// How the order stands in the end; nothing when the lease was lost.
async fn work(cx: &Context, owner: &str, job: &Job) -> Answer<Option<Brought>> {
    let order = order_of(job)?;
    tokio::select! {
        brought = bring_to_rest(cx, order) => brought.map(Some),
        () = hold_on(cx, owner, job) => Ok(None),
    }
}

async fn bring_to_rest(cx: &Context, order: OrderId) -> Answer<Brought> {
    for _ in 0..ACTS_MAX {
        match bring_on(cx, order).await? {
            Brought::On => {}
            rests => return Ok(rests),
        }
    }
    Ok(Brought::On)
}

/// Renews the lease until somebody else has it.
async fn hold_on(cx: &Context, owner: &str, job: &Job) {
    let lease_ms = u64::try_from(cx.settings.payments.lease_ms).unwrap_or(1);
    let pause = Duration::from_micros(lease_ms.saturating_mul(1_000) / RENEWALS);
    loop {
        tokio::time::sleep(pause).await;
        match run_job::hold(cx, owner, job).await {
            Ok(true) => {}
            Ok(false) => return,
            Err(error) => {
                // Logged by the conversion. Should the lease run out, two may do the same: each act has one effect.
                let _refusal = error.into_refusal();
            }
        }
    }
}
