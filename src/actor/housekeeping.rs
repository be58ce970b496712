//! Housekeeping: what is done again and again on every instance and that nobody waits for.
//!
//! `Actors` starts each loop once; a loop ends with the process. They hold nothing, so that being killed costs a round.

use crate::service::accounts::api::Records;
use crate::service::accounts::erase_accounts::erase_accounts;
use crate::service::accounts::sweep_sessions::{Swept, sweep_sessions};
use crate::service::mail::sweep_mails::sweep_mails;
use crate::service::ops::keep_clock::keep_clock;
use crate::service::ops::sweep_jobs::sweep_jobs;
use crate::service::ops::tell_audit_head::tell_audit_head;
use crate::service::payments::housekeep::{Swept as PaymentsSwept, make_months, sweep_payments};
use crate::service::{Answer, Context};
use crate::telemetry::metric;
use std::time::Duration;

/// Observations are folded this often, whether or not somebody scrapes.
const FOLD_PAUSE: Duration = Duration::from_secs(5);

/// Forgets what has served its time, erases the accounts whose day has come, and tells how far the audit log is sealed, at
/// the start and then as often as it is set.
pub async fn sweep(cx: Context, records: Records) {
    let pause = Duration::from_secs(cx.settings.ops.sweep_s);
    loop {
        settle(sweep_once(&cx, &records).await);
        settle(tell_audit_head(&cx).await);
        tokio::time::sleep(pause).await;
    }
}

/// Compares the clock with the database's now and then; the first time was at the start.
pub async fn follow_clock(cx: Context) {
    let pause = Duration::from_secs(cx.settings.ops.clock_check_s);
    loop {
        tokio::time::sleep(pause).await;
        settle(keep_clock(&cx).await);
    }
}

/// Keeps the memory of metrics bounded.
pub async fn fold_metrics() {
    loop {
        tokio::time::sleep(FOLD_PAUSE).await;
        metric::fold();
    }
}

async fn sweep_once(cx: &Context, records: &Records) -> Answer<()> {
    // First, and whatever becomes of the rest: payments of next month need their place.
    settle(make_months(cx).await);
    let payments = sweep_payments(cx).await?;
    let accounts = sweep_sessions(cx).await?;
    let jobs = sweep_jobs(cx).await?;
    let mails = sweep_mails(cx).await?;
    let erased = erase_accounts(cx, records).await?;
    let Swept { sessions, rungs, links } = accounts;
    if sessions + rungs + links + jobs + mails + erased > 0 {
        tracing::info!(sessions, failed_sign_ins = rungs, links, jobs, mails, accounts_erased = erased, "swept");
    }
    if payments != PaymentsSwept::default() {
        let PaymentsSwept { webhooks, keys, told } = payments;
        tracing::info!(webhooks, idempotency_keys = keys, outbox = told, "swept of payments");
    }
    Ok(())
}

/// A failed round is logged by the conversion and made up for by the next.
fn settle(round: Answer<()>) {
    if let Err(error) = round {
        let _refusal = error.into_refusal();
    }
}
