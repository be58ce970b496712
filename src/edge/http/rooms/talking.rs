//! Messages, hands and what was noticed over HTTP: the student's side and the staff's.

use super::proctoring::Nothing;
use crate::actor::Actors;
use crate::edge::http::auth::SignedIn;
use crate::edge::http::body::Body;
use crate::edge::http::failure::Answer;
use crate::edge::inputs::chat::{self as inputs, NoticedInput};
use crate::service::instant::Instant;
use crate::service::problem::ProblemType;
use crate::service::rooms::talk::hand::{self, Hand};
use crate::service::rooms::talk::views::{MessageView, NoticedView, SaidView};
use crate::service::rooms::talk::{integrity, say as saying, tell_students, thread};
use crate::service::{self, Context};
use actix_web::{HttpResponse, web};
use examhall_domain::id::{AttemptId, MessageId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A message to the proctors.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Say {
    /// 1 to 1000 characters.
    text: String,
    /// Names this message, so that a repeat is answered as before.
    #[schema(value_type = Uuid)]
    message_id: MessageId,
}

/// How far somebody has read.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadUpto {
    /// The number of the last message that was read.
    upto: i64,
}

/// Where the hand is to be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MoveHand {
    raised: bool,
}

/// What the page noticed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// 1 to 32 of them.
    events: Vec<NoticedInput>,
}

/// A message to students.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TellStudents {
    /// Whom it goes to, 1 to 200.
    #[schema(value_type = Vec<Uuid>)]
    attempts: Vec<AttemptId>,
    /// 1 to 1000 characters.
    text: String,
    /// Names this message, so that a repeat is answered as before.
    #[schema(value_type = Uuid)]
    message_id: MessageId,
}

/// What is left to read.
#[derive(Serialize, ToSchema)]
pub struct Unread {
    unread: i64,
}

/// Where the hand is.
#[derive(Serialize, ToSchema)]
pub struct HandState {
    /// Since when it is up; null when it is down.
    since: Option<Instant>,
}

/// How much was noticed so far.
#[derive(Serialize, ToSchema)]
pub struct Recorded {
    count: i64,
}

/// How many students have the message.
#[derive(Serialize, ToSchema)]
pub struct Sent {
    sent: usize,
}

/// A whole conversation.
#[derive(Serialize, ToSchema)]
pub struct Conversation {
    messages: Vec<MessageView>,
}

/// Everything that was kept of what was noticed.
#[derive(Serialize, ToSchema)]
pub struct NoticedList {
    events: Vec<NoticedView>,
}

/// Says something to the proctors
#[utoipa::path(post, path = "/api/attempts/{id}/messages", tag = "attempts", request_body = Say,
    params(("id" = Uuid, Path)), responses((status = 200, description = "The message is kept", body = SaidView)))]
pub async fn say(
    cx: web::Data<Context>,
    actors: web::Data<Actors>,
    SignedIn(caller): SignedIn,
    id: web::Path<String>,
    Body(body): Body<Say>,
) -> Answer {
    let words = inputs::text(&body.text)?;
    let (said, talked) = saying::say(&cx, &caller, parse(&id)?, body.message_id, &words).await?;
    actors.rooms.spoken(talked);
    Ok(HttpResponse::Ok().json(said))
}

/// Remembers how far the student has read
#[utoipa::path(post, path = "/api/attempts/{id}/messages/read", tag = "attempts", request_body = ReadUpto,
    params(("id" = Uuid, Path)), responses((status = 200, description = "What is left to read", body = Unread)))]
pub async fn read_messages(
    cx: web::Data<Context>,
    SignedIn(caller): SignedIn,
    id: web::Path<String>,
    Body(body): Body<ReadUpto>,
) -> Answer {
    let unread = thread::read_upto(&cx, &caller, parse(&id)?, body.upto).await?;
    Ok(HttpResponse::Ok().json(Unread { unread }))
}

/// Raises or lowers the own hand
#[utoipa::path(post, path = "/api/attempts/{id}/hand", tag = "attempts", request_body = MoveHand,
    params(("id" = Uuid, Path)), responses((status = 200, description = "Where the hand is", body = HandState)))]
pub async fn move_hand(
    cx: web::Data<Context>,
    actors: web::Data<Actors>,
    SignedIn(caller): SignedIn,
    id: web::Path<String>,
    Body(body): Body<MoveHand>,
) -> Answer {
    let to = if body.raised { Hand::Up } else { Hand::Down };
    let (since, talked) = hand::move_own(&cx, &caller, parse(&id)?, to).await?;
    actors.rooms.spoken(talked);
    Ok(HttpResponse::Ok().json(HandState { since }))
}

/// Records what the student's page noticed
#[utoipa::path(post, path = "/api/attempts/{id}/integrity", tag = "attempts", request_body = Record,
    params(("id" = Uuid, Path)), responses((status = 200, description = "How much there is", body = Recorded)))]
pub async fn record_integrity(
    cx: web::Data<Context>,
    actors: web::Data<Actors>,
    SignedIn(caller): SignedIn,
    id: web::Path<String>,
    Body(body): Body<Record>,
) -> Answer {
    let events = inputs::noticed(body.events)?;
    let (count, talked) = integrity::record(&cx, &caller, parse(&id)?, &events, cx.clock.now()).await?;
    actors.rooms.spoken(talked);
    Ok(HttpResponse::Ok().json(Recorded { count }))
}

/// What was recorded of the own attempt
#[utoipa::path(get, path = "/api/attempts/{id}/integrity", tag = "attempts", params(("id" = Uuid, Path)),
    responses((status = 200, description = "By when it happened", body = NoticedList)))]
pub async fn list_integrity(cx: web::Data<Context>, SignedIn(caller): SignedIn, id: web::Path<String>) -> Answer {
    let events = integrity::list_own(&cx, &caller, parse(&id)?).await?;
    Ok(HttpResponse::Ok().json(NoticedList { events }))
}

/// Writes to students
#[utoipa::path(post, path = "/api/rooms/{id}/messages", tag = "rooms", request_body = TellStudents,
    params(("id" = Uuid, Path)), responses((status = 200, description = "How many have it", body = Sent)))]
pub async fn tell_students(
    cx: web::Data<Context>,
    actors: web::Data<Actors>,
    SignedIn(caller): SignedIn,
    id: web::Path<String>,
    Body(body): Body<TellStudents>,
) -> Answer {
    let (attempts, words) = (inputs::addressees(body.attempts)?, inputs::text(&body.text)?);
    let told = tell_students::tell(&cx, &caller, parse(&id)?, &attempts, body.message_id, &words).await?;
    actors.rooms.spoken(told.talked);
    Ok(HttpResponse::Ok().json(Sent { sent: told.sent }))
}

/// The whole conversation with a student, which is read with that
#[utoipa::path(get, path = "/api/rooms/{id}/attempts/{attempt}/messages", tag = "rooms",
    params(("id" = Uuid, Path), ("attempt" = Uuid, Path)),
    responses((status = 200, description = "In the order of the messages", body = Conversation)))]
pub async fn read_conversation(
    cx: web::Data<Context>,
    actors: web::Data<Actors>,
    SignedIn(caller): SignedIn,
    path: web::Path<(String, String)>,
) -> Answer {
    let (room, attempt) = path.into_inner();
    let (messages, talked) = thread::read_whole(&cx, &caller, parse(&room)?, parse(&attempt)?).await?;
    actors.rooms.spoken(talked);
    Ok(HttpResponse::Ok().json(Conversation { messages }))
}

/// Lowers a student's hand
#[utoipa::path(post, path = "/api/rooms/{id}/attempts/{attempt}/lower-hand", tag = "rooms", request_body = Nothing,
    params(("id" = Uuid, Path), ("attempt" = Uuid, Path)),
    responses((status = 200, description = "The hand is down", body = HandState)))]
pub async fn lower_hand(
    cx: web::Data<Context>,
    actors: web::Data<Actors>,
    SignedIn(caller): SignedIn,
    path: web::Path<(String, String)>,
    Body(Nothing {}): Body<Nothing>,
) -> Answer {
    let (room, attempt) = path.into_inner();
    let (since, talked) = hand::lower(&cx, &caller, parse(&room)?, parse(&attempt)?).await?;
    actors.rooms.spoken(talked);
    Ok(HttpResponse::Ok().json(HandState { since }))
}

/// What was recorded of a student
#[utoipa::path(get, path = "/api/rooms/{id}/attempts/{attempt}/integrity", tag = "rooms",
    params(("id" = Uuid, Path), ("attempt" = Uuid, Path)),
    responses((status = 200, description = "By when it happened", body = NoticedList)))]
pub async fn list_integrity_of_student(
    cx: web::Data<Context>,
    SignedIn(caller): SignedIn,
    path: web::Path<(String, String)>,
) -> Answer {
    let (room, attempt) = path.into_inner();
    let events = integrity::list_of_student(&cx, &caller, parse(&room)?, parse(&attempt)?).await?;
    Ok(HttpResponse::Ok().json(NoticedList { events }))
}

/// What is no id names nothing.
fn parse<T: std::str::FromStr>(text: &str) -> Result<T, service::Error> {
    Ok(text.parse().map_err(|_| ProblemType::NotFound)?)
}
