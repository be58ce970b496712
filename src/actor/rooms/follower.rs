//! Follows the journals of rooms, whoever has written them. `Actors` starts the loop once; it ends with the process.

use super::registry::Rooms;
use crate::bus::Woken;
use crate::service::Context;
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
