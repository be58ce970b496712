//! What a student says and shows over the socket beside the answers. Any device of the student may, not only the one that
//! writes.

use super::frame::{Bare, body, encode};
use super::speaker::{Part, Speaker};
use crate::edge::inputs::chat::{self as inputs, NoticedInput};
use crate::service::problem::ProblemType;
use crate::service::rooms::talk::hand::{self, Hand};
use crate::service::rooms::talk::{integrity, say, thread};
use crate::service::{Answer, Error};
use examhall_domain::id::{AttemptId, MessageId};
use examhall_domain::time::Timestamp;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::json;
use serde_json::value::RawValue;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SayFrame {
    #[serde(rename = "id")]
    _id: IgnoredAny,
    #[serde(rename = "op")]
    _op: IgnoredAny,
    text: String,
    message_id: MessageId,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReadFrame {
    #[serde(rename = "id")]
    _id: IgnoredAny,
    #[serde(rename = "op")]
    _op: IgnoredAny,
    upto: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct IntegrityFrame {
    #[serde(rename = "id")]
    _id: IgnoredAny,
    #[serde(rename = "op")]
    _op: IgnoredAny,
    events: Vec<NoticedInput>,
}

/// `chat {text, message_id}` → `{seq, at}`
pub(super) async fn chat(speaker: &Speaker, text: &[u8]) -> Answer<Box<RawValue>> {
    let frame: SayFrame = body(text)?;
    let caller = speaker.caller().await?;
    let attempt = own_attempt(speaker)?;
    let words = inputs::text(&frame.text)?;
    let (said, talked) = say::say(&speaker.cx, &caller, attempt, frame.message_id, &words).await?;
    speaker.actors.rooms.spoken(talked);
    Ok(encode(&said))
}

/// `chat.read {upto}` → `{unread}`
pub(super) async fn read(speaker: &Speaker, text: &[u8]) -> Answer<Box<RawValue>> {
    let frame: ReadFrame = body(text)?;
    let caller = speaker.caller().await?;
    let unread = thread::read_upto(&speaker.cx, &caller, own_attempt(speaker)?, frame.upto).await?;
    Ok(encode(&json!({ "unread": unread })))
}

/// `hand.raise {}` → `{since}`
pub(super) async fn raise_hand(speaker: &Speaker, text: &[u8]) -> Answer<Box<RawValue>> {
    move_hand(speaker, text, Hand::Up).await
}

/// `hand.lower {}` → `{since: null}`
pub(super) async fn lower_hand(speaker: &Speaker, text: &[u8]) -> Answer<Box<RawValue>> {
    move_hand(speaker, text, Hand::Down).await
}

/// `integrity {events}` → `{count}`
pub(super) async fn integrity(speaker: &Speaker, text: &[u8], received_at: Timestamp) -> Answer<Box<RawValue>> {
    let frame: IntegrityFrame = body(text)?;
    let caller = speaker.caller().await?;
    let attempt = own_attempt(speaker)?;
    let events = inputs::noticed(frame.events)?;
    let (count, talked) = integrity::record(&speaker.cx, &caller, attempt, &events, received_at).await?;
    speaker.actors.rooms.spoken(talked);
    Ok(encode(&json!({ "count": count })))
}

async fn move_hand(speaker: &Speaker, text: &[u8], to: Hand) -> Answer<Box<RawValue>> {
    let Bare { .. } = body(text)?;
    let caller = speaker.caller().await?;
    let (since, talked) = hand::move_own(&speaker.cx, &caller, own_attempt(speaker)?, to).await?;
    speaker.actors.rooms.spoken(talked);
    Ok(encode(&json!({ "since": since })))
}

fn own_attempt(speaker: &Speaker) -> Result<AttemptId, Error> {
    match speaker.part() {
        Some((_, Part::Student { attempt, .. })) => Ok(attempt.ok_or(ProblemType::AttemptNotOpen)?),
        Some((_, Part::Staff)) => Err(ProblemType::Forbidden.into()),
        None => Err(ProblemType::NotJoined.into()),
    }
}
