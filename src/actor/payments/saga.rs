//! An order's saga: from its job to its rest.
//!
//! It owns nothing but the lease of the job. Each act is asked of the stored order, done at the gateway and stored before the
//! next one; so it may be killed at any line, and whoever gets the job afterwards goes on where the order stands.

use crate::service::jobs::Job;
use crate::service::payments::bring_on::{Brought, bring_on};
use crate::service::payments::job::order_of;
use crate::service::payments::run_job;
use crate::service::{Answer, Context};
use examhall_domain::time::{Span, Timestamp};

/// A saga that is not at its rest after so many acts lets others have their turn.
const ACTS_MAX: u32 = 32;

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
    let mut held_at = cx.clock.now();
    for _ in 0..ACTS_MAX {
        if is_half_over(cx, held_at) {
            if !run_job::hold(cx, owner, job).await? {
                return Ok(None);
            }
            held_at = cx.clock.now();
        }
        match bring_on(cx, order).await? {
            Brought::On => {}
            rests => return Ok(Some(rests)),
        }
    }
    Ok(Some(Brought::On))
}

fn is_half_over(cx: &Context, held_at: Timestamp) -> bool {
    cx.clock.now() - held_at > Span(Span::from_secs(cx.settings.payments.lease_s).0 / 2)
}
