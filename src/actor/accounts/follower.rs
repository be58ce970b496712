//! Ends the sockets of sessions that were revoked, here or on another instance. `boot` starts the loop once; it ends with
//! the process.

use super::sessions::Sessions;
use crate::bus::Woken;
use crate::service::Context;
use crate::service::accounts::list_sessions;
use std::sync::Arc;

/// Ends the sockets of revoked sessions.
pub async fn follow_sessions(cx: Context, sessions: Arc<Sessions>) {
    loop {
        match cx.hub.wake().sessions().await {
            Woken::These(revoked) => sessions.end(&revoked),
            Woken::All => match list_sessions::ended_among(&cx, &sessions.ids()).await {
                Ok(ended) => sessions.end(&ended),
                Err(error) => {
                    let _refusal = error.into_refusal();
                }
            },
        }
    }
}
