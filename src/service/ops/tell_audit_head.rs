//! Tells the log how far the audit log is sealed.
//!
//! Whoever can write the database can remove the last entries of its audit log, and what is left is a chain that holds.
//! Logs are collected elsewhere: a head that stands there is the proof that there was more.

use crate::service::{Answer, Context};
use crate::store::audit;

/// Writes the head to the log.
///
/// # Errors
/// Those of the store.
pub async fn tell_audit_head(cx: &Context) -> Answer<()> {
    let sealed = audit::last_sealed(cx.store.read()).await?;
    if sealed.seq > 0 {
        tracing::info!(head = %sealed, "the audit log is sealed; `examhall verify audit --head` finds whether it still is");
    }
    Ok(())
}
