//! Forgets jobs that were done long ago. Those that were given up stay until somebody has looked at them.

use crate::service::{Answer, Context};
use crate::store::{Priority, jobs};
use examhall_domain::time::Span;

const DAY_S: i64 = 24 * 60 * 60;

/// Forgets them, a bounded number in each transaction; says how many.
///
/// # Errors
/// Those of the store; what was swept before stays swept.
pub async fn sweep_jobs(cx: &Context) -> Answer<u64> {
    let ops = &cx.settings.ops;
    let before = cx.clock.now() - Span::from_secs(ops.jobs_kept_days.saturating_mul(DAY_S));
    let mut swept = 0;
    loop {
        let transaction = cx.store.begin(Priority::Rest).await?;
        let some = jobs::sweep(&transaction, before, ops.sweep_batch).await?;
        transaction.commit().await?;
        swept += some;
        if some < ops.sweep_batch.into() {
            return Ok(swept);
        }
    }
}
