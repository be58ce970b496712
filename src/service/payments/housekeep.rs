//! What is done for payments now and then: months that are made ahead, and what has served its time.

use super::queue::tally_queue;
use crate::service::{Answer, Context};
use crate::store::payments::partition::{self, Month};
use crate::store::payments::{idempotency, inbox, outbox};
use crate::store::{Priority, StoreError};
use crate::telemetry::metric;
use examhall_domain::time::Span;

const DAY_S: i64 = 24 * 60 * 60;

/// What was forgotten.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    pub webhooks: u64,
    pub keys: u64,
    pub told: u64,
}

/// Makes the months that are missing up to as many ahead as is set, and lets the operator know how far that reaches.
///
/// # Errors
/// Those of the store; what was made stays made.
pub async fn make_months(cx: &Context) -> Answer<()> {
    let present = Month::of(cx.clock.now());
    for ahead in 0..=cx.settings.ops.partition_months {
        let month = present.later(ahead);
        let made = make_month(cx, month).await;
        match made {
            Ok(0) => {}
            Ok(made) => tracing::info!(made, ahead, "partitions of a month were made"),
            // Another instance makes them, or the tables are too busy just now: the gauge tells, and the next round goes on.
            Err(StoreError::Retryable(error)) => tracing::warn!(%error, ahead, "partitions of a month have to wait"),
            Err(error) => return Err(error.into()),
        }
    }
    tell_reach(cx, present).await
}

/// Forgets what has served its time, a bounded number in each transaction; says how many.
///
/// # Errors
/// Those of the store; what was swept before stays swept.
pub async fn sweep_payments(cx: &Context) -> Answer<Swept> {
    let ops = &cx.settings.ops;
    let swept = Swept {
        webhooks: sweep(cx, Kind::Webhook, ops.webhooks_kept_days).await?,
        keys: sweep(cx, Kind::Key, ops.keys_kept_days).await?,
        told: sweep(cx, Kind::Told, ops.outbox_kept_days).await?,
    };
    tally_queue(cx).await?;
    Ok(swept)
}

/// What is forgotten.
#[derive(Clone, Copy)]
enum Kind {
    Webhook,
    Key,
    Told,
}

async fn sweep(cx: &Context, kind: Kind, kept_days: i64) -> Result<u64, StoreError> {
    let before = cx.clock.now() - Span::from_secs(kept_days.saturating_mul(DAY_S));
    let limit = cx.settings.ops.sweep_batch;
    let mut swept = 0;
    loop {
        let transaction = cx.store.begin(Priority::Rest).await?;
        let gone = match kind {
            Kind::Webhook => inbox::sweep(&transaction, before, limit).await?,
            Kind::Key => idempotency::sweep(&transaction, before, limit).await?,
            Kind::Told => outbox::sweep(&transaction, before, limit).await?,
        };
        transaction.commit().await?;
        swept += gone;
        if gone < limit.into() {
            return Ok(swept);
        }
    }
}

async fn make_month(cx: &Context, month: Month) -> Result<u32, StoreError> {
    let transaction = cx.store.begin(Priority::Rest).await?;
    let made = partition::make(&transaction, month).await?;
    transaction.commit().await?;
    Ok(made)
}

async fn tell_reach(cx: &Context, present: Month) -> Answer<()> {
    if let Some(missing) = partition::first_missing(cx.store.read(), present).await? {
        #[expect(clippy::cast_precision_loss, reason = "metrics are floating-point numbers")]
        let ahead = (missing.begins() - cx.clock.now()).as_secs() as f64;
        metrics::gauge!(metric::PAYMENT_PARTITIONS_AHEAD_SECONDS).set(ahead);
    }
    Ok(())
}
