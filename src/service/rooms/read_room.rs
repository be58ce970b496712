//! A room for its staff: the rooms one proctors, one room, and the log of what was done in it.

use crate::service::accounts::api::Caller;
use crate::service::exams::api::staffed;
use crate::service::instant::Instant;
use crate::service::problem::ProblemType;
use crate::service::rooms::room_file::RoomFile;
use crate::service::rooms::views::RoomView;
use crate::service::rooms::{open_room, scope};
use crate::service::{Answer, Context};
use crate::store::rooms::journal;
use examhall_domain::accounts::{Action, Role};
use examhall_domain::id::{AccountId, SittingId};
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;
use uuid::Uuid;

/// Rooms listed at once.
const ROOMS_MAX: u64 = 200;

/// One thing that was done in a room.
#[derive(Debug, Serialize, ToSchema)]
pub struct LogEntry {
    pub offset: i64,
    pub at: Instant,
    /// Such as `room.paused`.
    pub event: &'static str,
    /// Who did it; nobody when the clock did.
    #[schema(value_type = Option<Uuid>)]
    pub actor: Option<AccountId>,
    #[schema(value_type = Object)]
    pub data: serde_json::Value,
}

/// The room, if the caller may see it.
///
/// # Errors
/// `forbidden`, `not-found`, and those of the store.
pub async fn read_room(cx: &Context, caller: &Caller, named: &str) -> Answer<Arc<RoomFile>> {
    let found = open_room::find(cx, named).await?;
    let room = open_room::reread(cx, found.sitting.id).await?;
    scope::demand(cx, caller, Action::ViewRoom, &room).await?;
    Ok(room)
}

/// The rooms that the caller is assigned to, the latest window first.
///
/// # Errors
/// `forbidden` for those who proctor nothing, and those of the store.
pub async fn list_my_rooms(cx: &Context, caller: &Caller) -> Answer<Vec<RoomView>> {
    let is_staff = [Role::Proctor, Role::Author, Role::Admin].iter().any(|role| caller.roles.contains(*role));
    if !is_staff {
        return Err(ProblemType::Forbidden.into());
    }
    let mut rooms = Vec::new();
    for id in staffed(&cx.store, caller.account, ROOMS_MAX).await? {
        rooms.push(open_room::reread(cx, id).await?.view(&cx.epoch, cx.clock.now()));
    }
    Ok(rooms)
}

/// The journal after an offset, in order.
///
/// # Errors
/// As [`read_room`].
pub async fn read_log(
    cx: &Context,
    caller: &Caller,
    id: SittingId,
    after: i64,
    limit: u64,
) -> Answer<Vec<LogEntry>> {
    let room = open_room::open(cx, id).await?;
    scope::demand(cx, caller, Action::ViewRoom, &room).await?;
    let entries = journal::read(cx.store.read(), id, after, limit).await?;
    let entry = |entry: journal::Entry| LogEntry {
        offset: entry.seq,
        at: entry.at.into(),
        event: entry.event.kind(),
        actor: entry.actor,
        data: entry.event.body(),
    };
    Ok(entries.into_iter().map(entry).collect())
}
