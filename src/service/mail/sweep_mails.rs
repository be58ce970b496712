//! Forgets mails that were written long ago.

use crate::service::{Answer, Context};
use crate::store::{Priority, mail};
use examhall_domain::time::Span;

const DAY_S: i64 = 24 * 60 * 60;

/// Forgets them, a bounded number in each transaction; says how many.
///
/// # Errors
/// Those of the store; what was swept before stays swept.
pub async fn sweep_mails(cx: &Context) -> Answer<u64> {
    let before = cx.clock.now() - Span::from_secs(cx.settings.mail.kept_days.saturating_mul(DAY_S));
    let batch = cx.settings.ops.sweep_batch;
    let mut swept = 0;
    loop {
        let transaction = cx.store.begin(Priority::Rest).await?;
        let some = mail::sweep(&transaction, before, batch).await?;
        transaction.commit().await?;
        swept += some;
        if some < batch.into() {
            return Ok(swept);
        }
    }
}
