//! Who is in a room on other instances.

use crate::service::Context;
use examhall_domain::id::SittingId;
use examhall_domain::rooms::Present;

/// Tells who is in the room here and answers who is elsewhere; nothing while that is not known.
pub async fn exchange(cx: &Context, room: SittingId, here: Vec<Present>) -> Option<Vec<Present>> {
    match cx.presence.exchange(room, here).await {
        Ok(elsewhere) => Some(elsewhere),
        Err(error) => {
            // The transport of events says once that Redis is away.
            tracing::debug!(%error, %room, "who is elsewhere is shown as last known");
            None
        }
    }
}
