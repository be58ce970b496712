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
    /// Whether the log still has the head that was kept of it, if one was.
    pub kept: Option<Kept>,
}

/// What became of a head that was kept outside of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// The log goes at least so far, over the same entries.
    Found,
    /// The log ends before it: its tail was removed. A chain alone cannot tell, since what is left of it holds.
    Removed,
    /// There is another entry in its place: the log was written anew.
    Replaced,
}

/// Verifies page by page; `progress` is told how many of how many entries are behind it. `kept` is a head that was told
/// earlier.
///
/// # Errors
/// Those of the store.
pub async fn verify_audit(
    cx: &Context,
    kept: Option<&Verified>,
    mut progress: impl FnMut(u64, u64),
) -> Answer<Finding> {
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
    let kept = match kept {
        None => None,
        Some(kept) if kept.seq > head.seq => Some(Kept::Removed),
        Some(kept) if *kept == Verified::START || audit::has_link(read, kept).await? => Some(Kept::Found),
        Some(_) => Some(Kept::Replaced),
    };
    Ok(Finding { chain, unsealed: audit::count_unsealed(read).await?, kept })
}
