//! What other systems are told is handed on after its commit, in the order of its rows.
//!
//! A house without other systems has nobody to hand it to: it is noted as handed on, so that the table does not grow for
//! ever, and swept by its age.

use crate::service::{Answer, Context};
use crate::store::Priority;
use crate::store::payments::outbox;

/// Hands on what waits, at most `limit` rows; says how many.
///
/// # Errors
/// Those of the store.
pub async fn hand_on(cx: &Context, limit: u64) -> Answer<u64> {
    let waiting = outbox::list_waiting(cx.store.read(), limit).await?;
    if waiting.is_empty() {
        return Ok(0);
    }
    let ids: Vec<_> = waiting.iter().map(|row| row.id).collect();
    let transaction = cx.store.begin(Priority::Rest).await?;
    let handed_on = outbox::mark_published(&transaction, &ids, cx.clock.now()).await?;
    transaction.commit().await?;
    Ok(handed_on)
}
