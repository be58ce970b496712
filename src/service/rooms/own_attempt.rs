//! A student's own attempt together with its room, both at the same version.

use crate::service::accounts::api::Caller;
use crate::service::problem::ProblemType;
use crate::service::rooms::attempt_file::{self, AttemptFile};
use crate::service::rooms::open_room;
use crate::service::rooms::room_file::RoomFile;
use crate::service::{Answer, Context};
use crate::store::rooms::{attempt, room};
use examhall_domain::id::{AttemptId, SittingId};
use examhall_domain::rooms::RoomState;
use std::sync::Arc;

/// How often a reading is repeated when the room changed meanwhile.
const TRIES_MAX: usize = 5;

/// The attempt and its room at one version: a deadline that has been moved must not meet a version from before, or the
/// client would move it once more.
pub(super) async fn load(cx: &Context, caller: &Caller, id: AttemptId) -> Answer<(AttemptFile, Arc<RoomFile>)> {
    let row = attempt::find_own(cx.store.read(), id, caller.account).await?.ok_or(ProblemType::NotFound)?;
    let sitting = SittingId(row.sitting_id);
    let mut room = open_room::open(cx, sitting).await?;
    for _ in 0..TRIES_MAX {
        let file = attempt_file::read(cx, &[id]).await?.pop().ok_or(ProblemType::NotFound)?;
        let row = room::find(cx.store.read(), sitting).await?.ok_or(ProblemType::NotFound)?;
        let now = row.state(room.sitting.plan.window_opens_at)?;
        // What was only said meanwhile has moved no deadline.
        if now == (RoomState { version: now.version, ..room.state.clone() }) {
            return Ok((file, room));
        }
        room = open_room::reread(cx, sitting).await?;
    }
    Err(ProblemType::Overloaded.into())
}
