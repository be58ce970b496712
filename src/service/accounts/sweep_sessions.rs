//! Forgets sign-ins that nobody can come back to, failed ones that the lock-out ladder has long forgotten, and links that
//! have ceased to work.

use crate::service::{Answer, Context};
use crate::store::accounts::{ladder, link, session};
use crate::store::{Priority, StoreError};
use examhall_domain::time::{Span, Timestamp};

const DAY_S: i64 = 24 * 60 * 60;

/// What was forgotten.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Swept {
    pub sessions: u64,
    pub rungs: u64,
    pub links: u64,
}

/// Sweeps sessions, a bounded number in each transaction, rungs of the ladder and links. A session goes only days after it
/// expired, for an open attempt keeps one alive beyond that.
///
/// # Errors
/// Those of the store; what was swept before stays swept.
pub async fn sweep_sessions(cx: &Context) -> Answer<Swept> {
    let ops = &cx.settings.ops;
    let sessions = sessions(cx, ago(cx, ops.sessions_kept_days)).await?;
    let transaction = cx.store.begin(Priority::Rest).await?;
    let rungs = ladder::sweep(&transaction, ago(cx, ops.ladder_kept_days)).await?;
    let links = link::sweep(&transaction, cx.clock.now()).await?;
    transaction.commit().await?;
    Ok(Swept { sessions, rungs, links })
}

async fn sessions(cx: &Context, expired_before: Timestamp) -> Result<u64, StoreError> {
    let batch = cx.settings.ops.sweep_batch;
    let mut swept = 0;
    loop {
        let transaction = cx.store.begin(Priority::Rest).await?;
        let some = session::sweep(&transaction, expired_before, batch).await?;
        transaction.commit().await?;
        swept += some;
        if some < batch.into() {
            return Ok(swept);
        }
    }
}

fn ago(cx: &Context, days: i64) -> Timestamp {
    cx.clock.now() - Span::from_secs(days.saturating_mul(DAY_S))
}
