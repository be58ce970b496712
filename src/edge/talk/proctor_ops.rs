//! The proctor's commands over the socket, for the room that it has joined.

use super::frame::{Bare, body, encode};
use super::speaker::Speaker;
use crate::edge::inputs::{self, Extension};
use crate::service::Answer;
use crate::service::problem::ProblemType;
use crate::service::rooms::room_file::RoomFile;
use crate::service::rooms::views::ExtendedRoom;
use crate::service::rooms::{command_room, extend_attempts};
use examhall_domain::id::AttemptId;
use examhall_domain::rooms::RoomCommand;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;
use std::sync::Arc;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Because {
    #[serde(rename = "id")]
    _id: IgnoredAny,
    #[serde(rename = "op")]
    _op: IgnoredAny,
    #[serde(default)]
    reason: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Extend {
    #[serde(rename = "id")]
    _id: IgnoredAny,
    #[serde(rename = "op")]
    _op: IgnoredAny,
    by_s: i64,
    #[serde(default)]
    reason: String,
    attempts: Option<Vec<AttemptId>>,
    group: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Announce {
    #[serde(rename = "id")]
    _id: IgnoredAny,
    #[serde(rename = "op")]
    _op: IgnoredAny,
    text: String,
}

/// `proctor.start {}`
pub(super) async fn start(speaker: &Speaker, text: &[u8]) -> Answer<Box<RawValue>> {
    let Bare { .. } = body(text)?;
    command(speaker, RoomCommand::Start).await
}

/// `proctor.pause {reason}`
pub(super) async fn pause(speaker: &Speaker, text: &[u8]) -> Answer<Box<RawValue>> {
    let frame: Because = body(text)?;
    command(speaker, RoomCommand::Pause { reason: inputs::reason(&frame.reason)? }).await
}

/// `proctor.resume {}`
pub(super) async fn resume(speaker: &Speaker, text: &[u8]) -> Answer<Box<RawValue>> {
    let Bare { .. } = body(text)?;
    command(speaker, RoomCommand::Resume).await
}

/// `proctor.announce {text}`
pub(super) async fn announce(speaker: &Speaker, text: &[u8]) -> Answer<Box<RawValue>> {
    let frame: Announce = body(text)?;
    command(speaker, RoomCommand::Announce { text: inputs::announcement(&frame.text)? }).await
}

/// `proctor.end {reason}`
pub(super) async fn end(speaker: &Speaker, text: &[u8]) -> Answer<Box<RawValue>> {
    let frame: Because = body(text)?;
    command(speaker, RoomCommand::End { reason: inputs::reason(&frame.reason)? }).await
}

/// `proctor.extend {by_s, reason, attempts? | group?}`
pub(super) async fn extend(speaker: &Speaker, text: &[u8]) -> Answer<Box<RawValue>> {
    let frame: Extend = body(text)?;
    let (whom, by, reason) = match inputs::extension(frame.by_s, &frame.reason, frame.attempts, frame.group)? {
        Extension::All(all) => {
            let file = commanded(speaker, all).await?;
            return Ok(extended(speaker, &file, None));
        }
        Extension::Some { whom, by, reason } => (whom, by, reason),
    };
    let caller = speaker.caller().await?;
    let (room, _) = speaker.part().ok_or(ProblemType::NotJoined)?;
    let done = extend_attempts::extend(&speaker.cx, &caller, room, whom, by, &reason).await?;
    speaker.actors.rooms.refresh(room);
    Ok(extended(speaker, &done.room, Some(done.moved)))
}

async fn command(speaker: &Speaker, command: RoomCommand) -> Answer<Box<RawValue>> {
    let file = commanded(speaker, command).await?;
    Ok(encode(&file.view(&speaker.cx.epoch, speaker.cx.clock.now())))
}

fn extended(speaker: &Speaker, file: &RoomFile, moved: Option<usize>) -> Box<RawValue> {
    encode(&ExtendedRoom { room: file.view(&speaker.cx.epoch, speaker.cx.clock.now()), moved })
}

async fn commanded(speaker: &Speaker, command: RoomCommand) -> Answer<Arc<RoomFile>> {
    let caller = speaker.caller().await?;
    let (room, _) = speaker.part().ok_or(ProblemType::NotJoined)?;
    command_room::command(&speaker.cx, &caller, room, command).await
}
