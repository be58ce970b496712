//! Joining a room: first the seat, then the state, then what was missed, so that nothing falls in between.

use super::frame::{body, encode};
use super::sign_in::close_when_told;
use super::speaker::{Joined, Part, Speaker};
use crate::actor::rooms::room::{Come, Go, Seen};
use crate::bus::{Channel, Recovery, Seat, Since};
use crate::service::accounts::api::Caller;
use crate::service::problem::{ProblemType, Refusal};
use crate::service::rooms::enter::{self, Standing};
use crate::service::rooms::room_file::RoomFile;
use crate::service::rooms::views::{AttemptView, RoomView, RosterRow};
use crate::service::rooms::{event, open_room, read_attempt};
use crate::service::{Answer, Error};
use actix_web::rt;
use examhall_domain::id::{DeviceId, SittingId};
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use serde_json::json;
use serde_json::value::RawValue;
use std::rc::Rc;
use std::sync::Arc;
use tokio::sync::oneshot;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Join {
    #[serde(rename = "id")]
    _id: IgnoredAny,
    #[serde(rename = "op")]
    _op: IgnoredAny,
    room: String,
    device: DeviceId,
    since: Option<SinceFrame>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SinceFrame {
    epoch: String,
    offset: i64,
}

#[derive(Serialize)]
struct JoinedFrame {
    state: StateFrame,
    epoch: String,
    offset: i64,
    recovered: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    events: Option<Vec<Box<RawValue>>>,
}

#[derive(Serialize)]
struct StateFrame {
    room: RoomView,
    attempt: Option<AttemptView>,
    role: &'static str,
    members: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    roster: Option<Vec<RosterRow>>,
}

/// `join {room, device, since?}`
pub(super) async fn join(speaker: &Rc<Speaker>, text: &[u8]) -> Answer<Box<RawValue>> {
    let frame: Join = body(text)?;
    let caller = speaker.caller().await?;
    let id = open_room::find(&speaker.cx, &frame.room).await?.sitting.id;
    // Listens before it is decided, so that no dismissal falls in between.
    let (watch, dismissed) = speaker.actors.staff.watch(id, caller);
    // Who may not enter must not take a seat, not even for a moment.
    let (_, standing) = enter::enter(&speaker.cx, &caller, &frame.room).await?;
    let room_seat = take_seat(speaker, Channel::Room(id)).await?;
    let mut seats = Vec::with_capacity(2);
    let watch = match standing {
        Standing::Staff => {
            let seat = take_seat(speaker, Channel::Staff(id)).await?;
            seat.release(0);
            seats.push(seat);
            Some(watch)
        }
        Standing::Student(_) => None,
    };
    // Read after the seat is taken: what is committed from here on is held for it.
    let room = open_room::reread(&speaker.cx, id).await?;
    let part = part(&standing, frame.device);
    let mut state = state(speaker, &caller, &room, part).await?;
    let (offset, events) = missed(speaker, id, frame.since, room.state.version).await?;
    speaker.leave();
    let seen = state.attempt.as_ref().map_or((None, 0), |attempt| (Some(attempt.id), attempt.last_seq));
    come(speaker, &caller, id, (part, seen))?;
    room_seat.release(offset);
    seats.push(room_seat);
    if !speaker.join(Joined { room: id, part, _seats: seats, _watch: watch }) {
        // The socket went away before it had joined, so nobody else says that it left again.
        if let Part::Student { .. } = part {
            speaker.actors.rooms.go(id, Go { account: caller.account, socket: speaker.socket.id() });
        }
        return Err(ProblemType::NotJoined.into());
    }
    if let Part::Staff = part {
        leave_when_dismissed(speaker, caller, id, dismissed);
    }
    // Counted once this student is counted too.
    state.members = speaker.actors.rooms.present(id).await;
    let epoch = speaker.cx.epoch.to_string();
    Ok(encode(&JoinedFrame { state, epoch, offset, recovered: events.is_some(), events }))
}

fn part(standing: &Standing, device: DeviceId) -> Part {
    match standing {
        Standing::Staff => Part::Staff,
        Standing::Student(attempt) => Part::Student { attempt: *attempt, device },
    }
}

async fn take_seat(speaker: &Speaker, channel: Channel) -> Result<Seat, Refusal> {
    let joined = speaker.fanout.join(channel, speaker.socket.outbox()).await;
    joined.map_err(|error| {
        tracing::warn!(%error, %channel, "nobody can join for now");
        Refusal::new(ProblemType::StoreUnavailable).retry_after(1)
    })
}

async fn state(speaker: &Speaker, caller: &Caller, room: &Arc<RoomFile>, part: Part) -> Answer<StateFrame> {
    let cx = &speaker.cx;
    let attempt = match part {
        Part::Student { attempt: Some(id), device } => {
            Some(read_attempt::read_attempt(cx, caller, id, Some(device)).await?)
        }
        Part::Student { attempt: None, .. } | Part::Staff => None,
    };
    let roster = match part {
        Part::Staff => Some(speaker.actors.rooms.roster(room.sitting.id).await?),
        Part::Student { .. } => None,
    };
    Ok(StateFrame {
        room: room.view(&cx.epoch, cx.clock.now()),
        attempt,
        role: match part {
            Part::Staff => "staff",
            Part::Student { .. } => "student",
        },
        members: 0,
        roster,
    })
}

/// What a client missed, or nothing when the state says it all; and from which offset on its seat delivers.
async fn missed(
    speaker: &Speaker,
    room: SittingId,
    since: Option<SinceFrame>,
    version: i64,
) -> Answer<(i64, Option<Vec<Box<RawValue>>>)> {
    let Some(SinceFrame { epoch, offset }) = since else { return Ok((version, None)) };
    let recovery = speaker.cx.hub.recover(room, &Since { epoch, offset }, version).await;
    match recovery {
        Ok(Recovery::Events { payloads, offset }) => {
            let events: Result<Vec<_>, _> = payloads.iter().map(|payload| serde_json::from_slice(payload)).collect();
            match events {
                Ok(events) => Ok((offset, Some(events))),
                Err(why) => unreachable!("the journal's messages are JSON of ours: {why}"),
            }
        }
        Ok(Recovery::Snapshot) => Ok((version, None)),
        Err(error) => {
            tracing::warn!(%error, %room, "nobody can come back for now");
            Err(Error::Refused(Refusal::new(ProblemType::StoreUnavailable).retry_after(1)))
        }
    }
}

fn come(speaker: &Rc<Speaker>, caller: &Caller, room: SittingId, (part, seen): (Part, Seen)) -> Result<(), Refusal> {
    let Part::Student { device, .. } = part else { return Ok(()) };
    let (close, closed) = oneshot::channel();
    let come = Come { account: caller.account, device, seen, socket: speaker.socket.id(), close };
    speaker.actors.rooms.come(room, come)?;
    close_when_told(speaker, closed);
    Ok(())
}

/// Takes somebody out of a room that they supervise no more, and says so. Whoever may be there for another reason joins
/// again.
fn leave_when_dismissed(speaker: &Rc<Speaker>, caller: Caller, room: SittingId, told: oneshot::Receiver<()>) {
    let speaker = speaker.clone();
    rt::spawn(async move {
        if told.await.is_ok() {
            speaker.leave();
            let now = speaker.cx.clock.now();
            let told = event::personal(caller.account, "staff.dismissed", now, json!({ "room": room }));
            speaker.socket.send(&told.payload);
        }
    });
}
