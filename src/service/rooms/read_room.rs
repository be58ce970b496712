//! A room for those who ask: its state and news for members; for staff the rooms one proctors, one room, and the log of
//! what was done in it.

use crate::bus::Since;
use crate::service::accounts::api::Caller;
use crate::service::exams::api::staffed;
use crate::service::instant::Instant;
use crate::service::problem::ProblemType;
use crate::service::rooms::room_file::RoomFile;
use crate::service::rooms::views::RoomView;
use crate::service::rooms::{journal, open_room, scope};
use crate::service::{Answer, Context};
use crate::store::rooms::journal as stored;
use examhall_domain::accounts::{Action, Decision, Role, permits};
use examhall_domain::id::{AccountId, SittingId};
use serde::Serialize;
use serde_json::value::RawValue;
use std::sync::Arc;
use utoipa::ToSchema;

/// Rooms listed at once.
const ROOMS_MAX: u64 = 200;

/// Events told at once to somebody who asks.
const NEWS_MAX: u32 = 256;

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

/// A room as its members see it, for those who ask instead of listening.
#[derive(Debug, Serialize, ToSchema)]
pub struct RoomNews {
    pub room: RoomView,
    /// What happened since the offset that was asked with, as the room's channel told it; `null` when there is no telling
    /// and the room's state has to do.
    #[schema(value_type = Option<Vec<Object>>)]
    pub events: Option<Vec<Box<RawValue>>>,
}

/// The state of a room and what a member has missed of it.
///
/// # Errors
/// `not-found`, `not-enrolled`, and those of the store.
pub async fn read_news(cx: &Context, caller: &Caller, named: &str, since: Option<Since>) -> Answer<RoomNews> {
    let found = open_room::find(cx, named).await?;
    scope::part(cx, caller, &found).await?;
    let room = open_room::reread(cx, found.sitting.id).await?;
    let view = room.view(&cx.epoch, cx.clock.now());
    let missed = match since {
        Some(since) if *since.epoch == *cx.epoch => view.version - since.offset,
        _ => return Ok(RoomNews { room: view, events: None }),
    };
    if !(0..=i64::from(NEWS_MAX)).contains(&missed) {
        return Ok(RoomNews { room: view, events: None });
    }
    let after = view.version - missed;
    let entries = journal::messages(&cx.store, &cx.epoch, room.sitting.id, after, NEWS_MAX).await?;
    // What was committed after the state was read comes with the next one.
    let known = entries.iter().filter(|entry| entry.offset <= view.version);
    let events: Result<Vec<_>, _> = known.map(|entry| serde_json::from_slice(&entry.payload)).collect();
    match events {
        Ok(events) => Ok(RoomNews { room: view, events: Some(events) }),
        Err(why) => unreachable!("the journal's messages are JSON of ours: {why}"),
    }
}

/// The rooms that the caller is assigned to and may see, the latest window first.
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
        let room = open_room::reread(cx, id).await?;
        // Who is assigned to mark only does not see the room.
        if permits(caller.roles, Action::ViewRoom, scope::ties(cx, caller, &room).await?) == Decision::Allowed {
            rooms.push(room.view(&cx.epoch, cx.clock.now()));
        }
    }
    Ok(rooms)
}

/// The journal after an offset, in order.
///
/// # Errors
/// As [`read_room`].
pub async fn read_log(cx: &Context, caller: &Caller, id: SittingId, after: i64, limit: u64) -> Answer<Vec<LogEntry>> {
    let room = open_room::open(cx, id).await?;
    scope::demand(cx, caller, Action::ViewRoom, &room).await?;
    let entries = stored::read(cx.store.read(), id, after, limit).await?;
    let entry = |entry: stored::Entry| LogEntry {
        offset: entry.seq,
        at: entry.at.into(),
        event: entry.event.kind(),
        actor: entry.actor,
        data: entry.event.body(),
    };
    Ok(entries.into_iter().map(entry).collect())
}
