//! Counts the mails that wait and those that were given up, on all instances.

use super::SEND_JOB;
use crate::service::{Answer, Context};
use crate::store::jobs;
use crate::telemetry::metric;

/// How mails stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tally {
    pub waiting: i64,
    /// Given up; somebody has to look.
    pub dead: i64,
}

/// Counts them, for the operator's page and for metrics.
///
/// # Errors
/// Those of the store.
#[expect(clippy::cast_precision_loss, reason = "metrics are floating-point numbers")]
pub async fn tally_mails(cx: &Context) -> Answer<Tally> {
    let counted = jobs::tally_of(cx.store.read(), SEND_JOB, cx.clock.now()).await?;
    metrics::gauge!(metric::MAILS_WAITING).set(counted.waiting as f64);
    metrics::gauge!(metric::MAILS_DEAD).set(counted.dead as f64);
    Ok(Tally { waiting: counted.waiting, dead: counted.dead })
}
