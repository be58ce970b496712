//! What has to be done again and again for limits to stay small and exact.

use crate::service::Context;
use crate::telemetry::metric;
use std::sync::atomic::Ordering;

/// One round: lets go of what is not worth remembering, looks whether the shared engine answers again, takes the figures.
#[expect(clippy::cast_precision_loss, reason = "metrics are floating-point numbers")]
pub async fn supervise(cx: &Context) {
    let (limits, now) = (&cx.limits, cx.clock.now());
    limits.local.sweep(now);
    let banned = limits.offenders.sweep(now);
    let tally = limits.local.tally();
    metrics::gauge!(metric::RATE_LIMIT_BANNED).set(banned as f64);
    metrics::gauge!(metric::RATE_LIMIT_KEYS, "kind" => "account").set(tally.accounts as f64);
    metrics::gauge!(metric::RATE_LIMIT_KEYS, "kind" => "network").set(tally.networks as f64);
    let told = limits.crowded_told.swap(tally.crowded, Ordering::Relaxed);
    if tally.crowded > told {
        tracing::warn!(
            requests = tally.crowded - told,
            keys_max = limits.keys_max,
            "more come at once than are counted apart: newcomers share what they may send (ratelimit.keys_max)"
        );
    }
    look_at_shared(cx).await;
    reconcile(cx).await;
}

/// Tells the shared engine what was let through here, and learns what others have let through of the same people. What it
/// cannot be told is forgotten: the own buckets have counted it.
async fn reconcile(cx: &Context) {
    let (limits, now) = (&cx.limits, cx.clock.now());
    let Some(shared) = &limits.shared else { return };
    let charges = shared.spent.take();
    if charges.is_empty() || shared.is_away() {
        return;
    }
    match shared.engine.charge(&charges, now).await {
        Ok(instants) => {
            for (charge, full_at) in charges.iter().zip(instants) {
                limits.local.raise(charge.policy, charge.subject, full_at, now);
            }
        }
        Err(away) => shared.note_away(&away),
    }
}

/// An engine that was away is asked by the supervisor alone, so that no request waits for it.
async fn look_at_shared(cx: &Context) {
    let Some(shared) = cx.limits.shared.as_ref().filter(|shared| shared.is_away()) else { return };
    if shared.engine.probe().await.is_ok() && shared.note(false) {
        tracing::info!("limits are counted exactly across instances again");
    }
}
