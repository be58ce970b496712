//! Walks the audit log's chain from its beginning.

use crate::service::{Answer, Context};
use crate::store::audit::{self, Broken, Verified};

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Finding {
    /// How far the chain holds, or the first entry that does not.
    pub chain: Result<Verified, Broken>,
    /// Entries that wait for the sealer.
    pub unsealed: u64,
}

/// Verifies page by page; `progress` is told how many of how many entries are behind it.
///
/// # Errors
/// Those of the store.
pub async fn verify_audit(cx: &Context, mut progress: impl FnMut(u64, u64)) -> Answer<Finding> {
    let read = cx.store.history();
    let total = audit::count_sealed(read).await?;
    let mut head = Verified::START;
    let chain = loop {
        match audit::verify_next(read, &head).await? {
            Ok(next) if next == head => break Ok(head),
            Ok(next) => head = next,
            Err(broken) => break Err(broken),
        }
        progress(u64::try_from(head.seq).unwrap_or_default(), total);
    };
    Ok(Finding { chain, unsealed: audit::count_unsealed(read).await? })
}
