//! Follows the journals of rooms, whoever has written them. `Actors` starts the loop once; it ends with the process.

use super::registry::Rooms;
use crate::bus::{RoomNews, Woken};
use crate::service::Context;
use crate::service::rooms::open_room;
use std::sync::Arc;

/// Reads rooms again when their journal has grown, and lets their actors know.
pub async fn follow_rooms(cx: Context, rooms: Arc<Rooms>) {
    loop {
        match cx.hub.wake().rooms().await {
            Woken::These(news) => {
                for news in news {
                    look(&cx, &rooms, news).await;
                }
            }
            Woken::All => {
                cx.room_files.forget_all();
                rooms.refresh_all();
            }
        }
    }
}

/// What is known serves until the room was read: all who write would otherwise read it at once, each for itself.
async fn look(cx: &Context, rooms: &Rooms, news: RoomNews) {
    let (room, read) = match news {
        RoomNews::Grew(room) => (room, open_room::grown(cx, room).await),
        RoomNews::Changed(room) => (room, open_room::reread(cx, room).await),
    };
    match (read, news) {
        (Ok(file), RoomNews::Grew(_)) => rooms.grew(file),
        (Ok(_), RoomNews::Changed(_)) => rooms.refresh(room),
        (Err(error), _) => {
            cx.room_files.forget(room);
            rooms.refresh(room);
            // Whoever needs the room next reads it again; the fault is logged by the conversion.
            let _refusal = error.into_refusal();
        }
    }
}
