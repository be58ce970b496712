//! Follows what other use cases, here or on another instance, have committed: rooms whose journal grew, sessions that were
//! revoked. `boot` starts each loop once; a loop ends with the process.

use super::rooms::Rooms;
use super::sessions::Sessions;
use crate::bus::Woken;
use crate::service::Context;
use crate::service::accounts::list_sessions;
use crate::service::rooms::open_room;
use std::sync::Arc;

/// Reads rooms again when their journal has grown, and lets their actors know.
pub async fn follow_rooms(cx: Context, rooms: Arc<Rooms>) {
    loop {
        match cx.hub.wake().rooms().await {
            Woken::These(grown) => {
                for room in grown {
                    cx.room_files.forget(room);
                    if let Err(error) = open_room::open(&cx, room).await {
                        // Whoever needs the room next reads it again; the fault is logged by the conversion.
                        let _refusal = error.into_refusal();
                    }
                    rooms.refresh(room);
                }
            }
            Woken::All => {
                cx.room_files.forget_all();
                rooms.refresh_all();
            }
        }
    }
}

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
