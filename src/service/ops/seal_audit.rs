//! Chains what was written to the audit log since the last time.

use crate::service::{Answer, Context};
use crate::store::{Priority, StoreError, audit, constraint, house};
use examhall_domain::time::Span;

/// What a call did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sealing {
    /// Everything is sealed, or another instance seals.
    Rest,
    /// So many entries were sealed; there may be more.
    Went(usize),
}

/// Seals the next entries, if this owner has the lease or can get it. The lease spares the others the work; that two
/// cannot seal the same entry is the chain's unique sequence.
///
/// # Errors
/// Those of the store; nothing is lost, the next call goes on.
pub async fn seal_audit(cx: &Context, owner: &str) -> Answer<Sealing> {
    if audit::unsealed_since(cx.store.read()).await?.is_none() {
        return Ok(Sealing::Rest);
    }
    match seal(cx, owner).await {
        Err(StoreError::Conflict { constraint: constraint::AUDIT_LOG_SEQ }) => Ok(Sealing::Rest),
        sealed => Ok(sealed?),
    }
}

async fn seal(cx: &Context, owner: &str) -> Result<Sealing, StoreError> {
    let ops = &cx.settings.ops;
    let now = cx.clock.now();
    let until = now + Span::from_secs(ops.seal_lease_s);
    let transaction = cx.store.begin(Priority::Jobs).await?;
    if !house::take_lease(&transaction, house::SEALER, owner, now, until).await? {
        return Ok(Sealing::Rest);
    }
    let sealed = audit::seal_next(&transaction, ops.seal_batch).await?;
    transaction.commit().await?;
    Ok(if sealed.entries == 0 { Sealing::Rest } else { Sealing::Went(sealed.entries) })
}
