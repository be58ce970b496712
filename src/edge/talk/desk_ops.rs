//! What the staff says to students and looks at over the socket, in the room that it has joined.

use super::frame::{body, encode};
use super::speaker::Speaker;
use crate::edge::inputs::chat as inputs;
use crate::service::problem::ProblemType;
use crate::service::rooms::talk::{hand, integrity, tell_students, thread};
use crate::service::{Answer, Error};
use examhall_domain::id::{AttemptId, MessageId, SittingId};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::json;
use serde_json::value::RawValue;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MessageFrame {
    #[serde(rename = "id")]
    _id: IgnoredAny,
    #[serde(rename = "op")]
    _op: IgnoredAny,
    attempts: Vec<AttemptId>,
    text: String,
    message_id: MessageId,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AttemptFrame {
    #[serde(rename = "id")]
    _id: IgnoredAny,
    #[serde(rename = "op")]
    _op: IgnoredAny,
    attempt: AttemptId,
}

/// `proctor.message {attempts, text, message_id}` → `{sent}`
pub(super) async fn message(speaker: &Speaker, text: &[u8]) -> Answer<Box<RawValue>> {
    let frame: MessageFrame = body(text)?;
    let caller = speaker.caller().await?;
    let room = joined(speaker)?;
    let (attempts, words) = (inputs::addressees(frame.attempts)?, inputs::text(&frame.text)?);
    let told = tell_students::tell(&speaker.cx, &caller, room, &attempts, frame.message_id, &words).await?;
    speaker.actors.rooms.spoken(told.talked);
    Ok(encode(&json!({ "sent": told.sent })))
}

/// `proctor.lower_hand {attempt}` → `{since: null}`
pub(super) async fn lower_hand(speaker: &Speaker, text: &[u8]) -> Answer<Box<RawValue>> {
    let frame: AttemptFrame = body(text)?;
    let caller = speaker.caller().await?;
    let (since, talked) = hand::lower(&speaker.cx, &caller, joined(speaker)?, frame.attempt).await?;
    speaker.actors.rooms.spoken(talked);
    Ok(encode(&json!({ "since": since })))
}

/// `proctor.chat {attempt}` → `{messages}`; the staff has read them with that.
pub(super) async fn chat(speaker: &Speaker, text: &[u8]) -> Answer<Box<RawValue>> {
    let frame: AttemptFrame = body(text)?;
    let caller = speaker.caller().await?;
    let (messages, talked) = thread::read_whole(&speaker.cx, &caller, joined(speaker)?, frame.attempt).await?;
    speaker.actors.rooms.spoken(talked);
    Ok(encode(&json!({ "messages": messages })))
}

/// `proctor.integrity {attempt}` → `{events}`
pub(super) async fn integrity(speaker: &Speaker, text: &[u8]) -> Answer<Box<RawValue>> {
    let frame: AttemptFrame = body(text)?;
    let caller = speaker.caller().await?;
    let events = integrity::list_of_student(&speaker.cx, &caller, joined(speaker)?, frame.attempt).await?;
    Ok(encode(&json!({ "events": events })))
}

fn joined(speaker: &Speaker) -> Result<SittingId, Error> {
    let (room, _) = speaker.part().ok_or(ProblemType::NotJoined)?;
    Ok(room)
}
