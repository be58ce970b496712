//! The clerk: does for payments what nobody waits for. Reconciles with the gateways' books in turn with other instances.
//!
//! `Actors` starts it on every instance. It holds nothing: killed at any line, the next round does the rest.

use crate::service::Context;
use crate::service::payments::reconcile::reconcile_in_turn;
use std::time::Duration;

/// Rounds within the time between two reconciliations, so that each instance has its chance soon after it.
const ROUNDS: u64 = 4;
/// The longest time between two rounds.
const PAUSE_MAX: Duration = Duration::from_secs(30);

/// Runs until the process ends.
pub async fn work(cx: Context) {
    loop {
        if let Err(error) = reconcile_in_turn(&cx).await {
            // Logged by the conversion; the next round goes on.
            let _refusal = error.into_refusal();
        }
        let every = u64::try_from(cx.settings.payments.reconcile_every_s).unwrap_or(1);
        tokio::time::sleep(Duration::from_millis(every * 1_000 / ROUNDS).min(PAUSE_MAX)).await;
    }
}
