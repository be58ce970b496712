//! The proctor's desk over HTTP.

use crate::actor::Actors;
use crate::edge::http::auth::SignedIn;
use crate::edge::http::body::Body;
use crate::edge::http::failure::Answer;
use crate::edge::http::query::Query;
use crate::edge::inputs::{self, Extension};
use crate::service::accounts::api::Caller;
use crate::service::page::{Page, PageRequest};
use crate::service::problem::ProblemType;
use crate::service::rooms::deeds::{self, DeedView};
use crate::service::rooms::read_room::LogEntry;
use crate::service::rooms::views::{ExtendedRoom, RoomView, RosterRow};
use crate::service::rooms::{command_room, extend_attempts, read_room as reading};
use crate::service::{self, Context};
use actix_web::{HttpResponse, web};
use examhall_domain::id::{AttemptId, SittingId};
use examhall_domain::rooms::RoomCommand;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A command without anything to say.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// Why.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Because {
    /// Shown to everybody; may be empty.
    #[serde(default)]
    reason: String,
}

/// More time.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExtendRoom {
    /// Seconds, at most a day.
    by_s: i64,
    /// Shown to those whom it concerns.
    #[serde(default)]
    reason: String,
    /// Only these attempts.
    #[schema(value_type = Option<Vec<Uuid>>)]
    attempts: Option<Vec<AttemptId>>,
    /// Only those with this group label.
    group: Option<String>,
}

/// Words for the whole room.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Announce {
    text: String,
}

/// Which part of the deeds.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeedPage {
    cursor: Option<String>,
    limit: Option<u64>,
}

/// Where to go on reading.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogPage {
    cursor: Option<i64>,
    limit: Option<u64>,
}

/// A room with everybody in it.
#[derive(Serialize, ToSchema)]
pub struct RoomWithRoster {
    room: RoomView,
    roster: Vec<RosterRow>,
}

/// Rooms; there is never a further page.
#[derive(Serialize, ToSchema)]
pub struct RoomList {
    items: Vec<RoomView>,
    next_cursor: Option<String>,
}

/// A page of a room's log.
#[derive(Serialize, ToSchema)]
pub struct RoomLog {
    items: Vec<LogEntry>,
    next_cursor: Option<String>,
}

/// The rooms that one is assigned to
#[utoipa::path(get, path = "/api/my/rooms", tag = "rooms",
    responses((status = 200, description = "At most 200 rooms, the latest first", body = RoomList)))]
pub async fn list_my_rooms(cx: web::Data<Context>, SignedIn(caller): SignedIn) -> Answer {
    let items = reading::list_my_rooms(&cx, &caller).await?;
    Ok(HttpResponse::Ok().json(RoomList { items, next_cursor: None }))
}

/// A room with its roster
#[utoipa::path(get, path = "/api/rooms/{id}", tag = "rooms",
    params(("id" = String, Path, description = "The room's id or its code")),
    responses((status = 200, description = "The room", body = RoomWithRoster)))]
pub async fn read_room(
    cx: web::Data<Context>,
    actors: web::Data<Actors>,
    SignedIn(caller): SignedIn,
    id: web::Path<String>,
) -> Answer {
    let file = reading::read_room(&cx, &caller, &id).await?;
    let roster = actors.rooms.roster(file.sitting.id).await?;
    Ok(HttpResponse::Ok().json(RoomWithRoster { room: file.view(&cx.epoch, cx.clock.now()), roster }))
}

/// What was done in a room, in order
#[utoipa::path(get, path = "/api/rooms/{id}/log", tag = "rooms",
    params(("id" = Uuid, Path), ("cursor" = Option<i64>, Query, description = "The offset after which to read"),
        ("limit" = Option<u64>, Query)),
    responses((status = 200, description = "A page of the log", body = RoomLog)))]
pub async fn read_room_log(
    cx: web::Data<Context>,
    SignedIn(caller): SignedIn,
    id: web::Path<String>,
    Query(page): Query<LogPage>,
) -> Answer {
    let limit = PageRequest::limit(&cx.settings.http, page.limit)?;
    let items = reading::read_log(&cx, &caller, room(&id)?, page.cursor.unwrap_or(0), limit).await?;
    let is_full = items.len() as u64 == limit;
    let next_cursor = items.last().filter(|_| is_full).map(|entry| entry.offset.to_string());
    Ok(HttpResponse::Ok().json(RoomLog { items, next_cursor }))
}

/// What was done in a room and by whom, the latest first
#[utoipa::path(get, path = "/api/rooms/{id}/deeds", tag = "rooms",
    params(("id" = Uuid, Path), ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before"),
        ("limit" = Option<u64>, Query)),
    responses((status = 200, description = "A page of them", body = Page<DeedView>)))]
pub async fn read_room_deeds(
    cx: web::Data<Context>,
    SignedIn(caller): SignedIn,
    id: web::Path<String>,
    Query(page): Query<DeedPage>,
) -> Answer {
    let page = PageRequest::parse(&cx.settings.http, page.cursor.as_deref(), page.limit)?;
    Ok(HttpResponse::Ok().json(deeds::read(&cx, &caller, room(&id)?, &page).await?))
}

/// Starts a room for all at once
#[utoipa::path(post, path = "/api/rooms/{id}/start", tag = "rooms", request_body = Nothing,
    params(("id" = Uuid, Path)), responses((status = 200, description = "The running room", body = RoomView)))]
pub async fn start_room(
    cx: web::Data<Context>,
    SignedIn(caller): SignedIn,
    id: web::Path<String>,
    Body(Nothing {}): Body<Nothing>,
) -> Answer {
    command(&cx, &caller, room(&id)?, RoomCommand::Start).await
}

/// Pauses a room
#[utoipa::path(post, path = "/api/rooms/{id}/pause", tag = "rooms", request_body = Because,
    params(("id" = Uuid, Path)), responses((status = 200, description = "The paused room", body = RoomView)))]
pub async fn pause_room(
    cx: web::Data<Context>,
    SignedIn(caller): SignedIn,
    id: web::Path<String>,
    Body(body): Body<Because>,
) -> Answer {
    command(&cx, &caller, room(&id)?, RoomCommand::Pause { reason: inputs::reason(&body.reason)? }).await
}

/// Lets a paused room go on
#[utoipa::path(post, path = "/api/rooms/{id}/resume", tag = "rooms", request_body = Nothing,
    params(("id" = Uuid, Path)), responses((status = 200, description = "The running room", body = RoomView)))]
pub async fn resume_room(
    cx: web::Data<Context>,
    SignedIn(caller): SignedIn,
    id: web::Path<String>,
    Body(Nothing {}): Body<Nothing>,
) -> Answer {
    command(&cx, &caller, room(&id)?, RoomCommand::Resume).await
}

/// Gives more time to all, to a group or to single attempts
#[utoipa::path(post, path = "/api/rooms/{id}/extend", tag = "rooms", request_body = ExtendRoom,
    params(("id" = Uuid, Path)), responses((status = 200, description = "The room", body = ExtendedRoom)))]
pub async fn extend_room(
    cx: web::Data<Context>,
    actors: web::Data<Actors>,
    SignedIn(caller): SignedIn,
    id: web::Path<String>,
    Body(body): Body<ExtendRoom>,
) -> Answer {
    let id = room(&id)?;
    let (file, moved) = match inputs::extension(body.by_s, &body.reason, body.attempts, body.group)? {
        Extension::All(all) => (command_room::command(&cx, &caller, id, all).await?, None),
        Extension::Some { whom, by, reason } => {
            let done = extend_attempts::extend(&cx, &caller, id, whom, by, &reason).await?;
            actors.rooms.refresh(id);
            (done.room, Some(done.moved))
        }
    };
    Ok(HttpResponse::Ok().json(ExtendedRoom { room: file.view(&cx.epoch, cx.clock.now()), moved }))
}

/// Says something to everybody in a room
#[utoipa::path(post, path = "/api/rooms/{id}/announce", tag = "rooms", request_body = Announce,
    params(("id" = Uuid, Path)), responses((status = 200, description = "The room", body = RoomView)))]
pub async fn announce_in_room(
    cx: web::Data<Context>,
    SignedIn(caller): SignedIn,
    id: web::Path<String>,
    Body(body): Body<Announce>,
) -> Answer {
    command(&cx, &caller, room(&id)?, RoomCommand::Announce { text: inputs::announcement(&body.text)? }).await
}

/// Ends a room; answers under way still count for the grace
#[utoipa::path(post, path = "/api/rooms/{id}/end", tag = "rooms", request_body = Because,
    params(("id" = Uuid, Path)), responses((status = 200, description = "The ended room", body = RoomView)))]
pub async fn end_room(
    cx: web::Data<Context>,
    SignedIn(caller): SignedIn,
    id: web::Path<String>,
    Body(body): Body<Because>,
) -> Answer {
    command(&cx, &caller, room(&id)?, RoomCommand::End { reason: inputs::reason(&body.reason)? }).await
}

async fn command(cx: &Context, caller: &Caller, id: SittingId, command: RoomCommand) -> Answer {
    let file = command_room::command(cx, caller, id, command).await?;
    Ok(HttpResponse::Ok().json(file.view(&cx.epoch, cx.clock.now())))
}

/// What is no id names no room.
fn room(text: &str) -> Result<SittingId, service::Error> {
    Ok(text.parse().map_err(|_| ProblemType::NotFound)?)
}
