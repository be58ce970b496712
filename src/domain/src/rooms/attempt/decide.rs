//! What an attempt answers to a command; nothing is changed here.

use super::{AttemptCommand, AttemptPhase, AttemptRejection, AttemptState, Outcome};
use crate::id::{DeviceId, QuestionId, SaveId};
use crate::rooms::attempt_log::{
    self, CloseReason, ClosedBody, Content, LogKind, LogRow, OpenedBody, Salt, SaveBody, TakenOverBody,
};
use crate::rooms::chain;
use crate::rooms::deadline::{self, Deadline, Timeliness};
use crate::rooms::room::{EXTENSION_MAX, EXTENSION_MIN, RoomPhase, RoomView};
use crate::time::{Span, Timestamp};
use serde::Serialize;
use std::cmp::Ordering;

/// Decides a command at the instant `now`; `salt` goes into the row, if there is one.
///
/// # Errors
/// The reason for refusing, with what the client needs to go on.
pub fn step(
    state: &AttemptState,
    command: AttemptCommand,
    room: &RoomView,
    salt: Salt,
    now: Timestamp,
) -> Result<Outcome, AttemptRejection> {
    let entry = match command {
        AttemptCommand::Open { device, closes_at } => open(state, room, device, closes_at, now)?,
        AttemptCommand::Save { device, save_id, body, received_at } => {
            save(state, room, device, save_id, body, received_at)?
        }
        AttemptCommand::TakeOver { device } => take_over(state, room, device, now)?,
        AttemptCommand::Submit { device } => submit(state, room, device, now)?,
        AttemptCommand::Close => close(state, room, now)?,
        AttemptCommand::Extend { by } => return extend(state, room, by),
    };
    Ok(match entry {
        Decision::Append(entry) => Outcome::Append(seal(state, *entry, salt)),
        Decision::Settled(outcome) => outcome,
    })
}

/// What a command comes to before it has its place in the chain.
enum Decision {
    Append(Box<Entry>),
    Settled(Outcome),
}

/// A row without sequence, salt and chain.
struct Entry {
    kind: LogKind,
    at: Timestamp,
    device: Option<DeviceId>,
    save: Option<SavedFacts>,
    body: Vec<u8>,
}

/// What only a save's row has.
struct SavedFacts {
    question: QuestionId,
    revision: i64,
    save_id: SaveId,
    late: bool,
}

fn seal(state: &AttemptState, entry: Entry, salt: Salt) -> LogRow {
    let seq = state.last_seq + 1;
    let content = Content::Kept { salt, body: entry.body };
    let save = entry.save.as_ref();
    LogRow {
        seq,
        kind: entry.kind,
        at: entry.at,
        question: save.map(|save| save.question),
        revision: save.map(|save| save.revision),
        save_id: save.map(|save| save.save_id),
        device: entry.device,
        late: save.is_some_and(|save| save.late),
        chain: chain::link(state.head, seq, entry.kind, entry.at, &content.digest()),
        content,
    }
}

fn event(kind: LogKind, at: Timestamp, device: Option<DeviceId>, body: &impl Serialize) -> Decision {
    Decision::Append(Box::new(Entry { kind, at, device, save: None, body: attempt_log::to_bytes(body) }))
}

fn open(
    state: &AttemptState,
    room: &RoomView,
    device: Option<DeviceId>,
    closes_at: Timestamp,
    now: Timestamp,
) -> Result<Decision, AttemptRejection> {
    match state.phase {
        AttemptPhase::Prepared => {}
        AttemptPhase::Open { .. } => return reopen(state, device),
        AttemptPhase::Closed { reason, at } => return Err(AttemptRejection::Closed { reason, at }),
    }
    let counts_from = match room.phase {
        RoomPhase::Lobby => return Err(AttemptRejection::RoomNotStarted),
        RoomPhase::Ended { .. } => return Err(AttemptRejection::RoomEnded),
        RoomPhase::Running => now,
        RoomPhase::Paused { since } => since,
    };
    if closes_at <= counts_from {
        return Err(AttemptRejection::WindowOver);
    }
    let body = OpenedBody { closes_at, device };
    Ok(event(LogKind::Opened, now, device, &body))
}

/// Opening an open paper is how a page comes back; only another device is told to take over.
fn reopen(state: &AttemptState, device: Option<DeviceId>) -> Result<Decision, AttemptRejection> {
    match (state.device, device) {
        (Some(holder), Some(device)) if holder != device => Err(AttemptRejection::DeviceBusy { holder }),
        _ => Ok(Decision::Settled(Outcome::Unchanged)),
    }
}

fn save(
    state: &AttemptState,
    room: &RoomView,
    device: DeviceId,
    save_id: SaveId,
    body: SaveBody,
    received_at: Timestamp,
) -> Result<Decision, AttemptRejection> {
    if let Some(ack) = state.saves.get(&save_id) {
        return if (ack.question, ack.revision) == (body.question(), body.revision()) {
            Ok(Decision::Settled(Outcome::Repeat(*ack)))
        } else {
            Err(AttemptRejection::SaveIdReused)
        };
    }
    let closes_at = open_until(state)?;
    if !state.questions.contains(&body.question()) {
        return Err(AttemptRejection::UnknownQuestion);
    }
    held_by(state, device)?;
    let late = received_late(closes_at, room, received_at)?;
    newer(state, &body)?;
    Ok(Decision::Append(Box::new(Entry {
        kind: LogKind::Saved,
        at: received_at,
        device: Some(device),
        save: Some(SavedFacts { question: body.question(), revision: body.revision(), save_id, late }),
        body: body.into_bytes(),
    })))
}

fn newer(state: &AttemptState, body: &SaveBody) -> Result<(), AttemptRejection> {
    let Some(&stored) = state.answers.get(&body.question()) else {
        return Ok(());
    };
    match body.revision().cmp(&stored.revision) {
        Ordering::Greater => Ok(()),
        Ordering::Equal => Err(AttemptRejection::Conflict { stored }),
        Ordering::Less => Err(AttemptRejection::Stale { stored }),
    }
}

/// A device may be changed during a pause: nothing is written by it.
fn take_over(
    state: &AttemptState,
    room: &RoomView,
    device: DeviceId,
    now: Timestamp,
) -> Result<Decision, AttemptRejection> {
    let closes_at = open_until(state)?;
    if state.device == Some(device) {
        return Ok(Decision::Settled(Outcome::Unchanged));
    }
    match deadline::deadline(closes_at, room) {
        Deadline::Frozen { .. } => {}
        Deadline::Runs { closes_at } => counts(closes_at, room.grace, now).map(drop)?,
    }
    let body = TakenOverBody { device };
    Ok(event(LogKind::TakenOver, now, Some(device), &body))
}

fn submit(
    state: &AttemptState,
    room: &RoomView,
    device: DeviceId,
    now: Timestamp,
) -> Result<Decision, AttemptRejection> {
    if let AttemptPhase::Closed { reason: CloseReason::Submit, .. } = state.phase {
        return Ok(Decision::Settled(Outcome::Unchanged));
    }
    let closes_at = open_until(state)?;
    held_by(state, device)?;
    received_late(closes_at, room, now)?;
    let body = ClosedBody { reason: CloseReason::Submit };
    Ok(event(LogKind::Closed, now, Some(device), &body))
}

fn close(state: &AttemptState, room: &RoomView, now: Timestamp) -> Result<Decision, AttemptRejection> {
    let own = match state.phase {
        AttemptPhase::Prepared => return Err(AttemptRejection::NotOpen),
        AttemptPhase::Closed { .. } => return Ok(Decision::Settled(Outcome::Unchanged)),
        AttemptPhase::Open { closes_at, .. } => closes_at,
    };
    let closes_at = match deadline::deadline(own, room) {
        Deadline::Frozen { since, .. } => return Err(AttemptRejection::RoomPaused { since }),
        Deadline::Runs { closes_at } => closes_at,
    };
    match deadline::timeliness(closes_at, room.grace, now) {
        Timeliness::InTime | Timeliness::Late => Err(AttemptRejection::NotDue { closes_at }),
        Timeliness::TooLate => {
            let body = ClosedBody { reason: why_closed(own, room) };
            Ok(event(LogKind::Closed, now, None, &body))
        }
    }
}

/// An end moves every later deadline to its own instant, so a deadline that is not before it was the end's doing.
fn why_closed(closes_at: Timestamp, room: &RoomView) -> CloseReason {
    match room.phase {
        RoomPhase::Ended { at } if closes_at >= at => CloseReason::Ended,
        RoomPhase::Ended { .. } | RoomPhase::Lobby | RoomPhase::Running | RoomPhase::Paused { .. } => {
            CloseReason::Deadline
        }
    }
}

/// An extension reaches everybody who is not closed yet, even in the moment between the grace and the closing.
fn extend(state: &AttemptState, room: &RoomView, by: Span) -> Result<Outcome, AttemptRejection> {
    let closes_at = open_until(state)?;
    if !(EXTENSION_MIN..=EXTENSION_MAX).contains(&by) {
        return Err(AttemptRejection::ExtensionOutOfRange);
    }
    match room.phase {
        RoomPhase::Ended { .. } => Err(AttemptRejection::RoomEnded),
        RoomPhase::Lobby | RoomPhase::Running | RoomPhase::Paused { .. } => {
            Ok(Outcome::Moved { closes_at: closes_at + by })
        }
    }
}

fn open_until(state: &AttemptState) -> Result<Timestamp, AttemptRejection> {
    match state.phase {
        AttemptPhase::Prepared => Err(AttemptRejection::NotOpen),
        AttemptPhase::Open { closes_at, .. } => Ok(closes_at),
        AttemptPhase::Closed { reason, at } => Err(AttemptRejection::Closed { reason, at }),
    }
}

/// The first device to write a paper that the server opened becomes its holder.
fn held_by(state: &AttemptState, device: DeviceId) -> Result<(), AttemptRejection> {
    match state.device {
        Some(holder) if holder != device => Err(AttemptRejection::Fenced { holder }),
        Some(_) | None => Ok(()),
    }
}

/// Whether something received then is late. What came before the pause counts although it is looked at during it.
fn received_late(closes_at: Timestamp, room: &RoomView, received_at: Timestamp) -> Result<bool, AttemptRejection> {
    match deadline::deadline(closes_at, room) {
        Deadline::Frozen { since, .. } if received_at >= since => Err(AttemptRejection::RoomPaused { since }),
        Deadline::Frozen { .. } => counts(closes_at, room.grace, received_at),
        Deadline::Runs { closes_at } => counts(closes_at, room.grace, received_at),
    }
}

fn counts(closes_at: Timestamp, grace: Span, received_at: Timestamp) -> Result<bool, AttemptRejection> {
    match deadline::timeliness(closes_at, grace, received_at) {
        Timeliness::InTime => Ok(false),
        Timeliness::Late => Ok(true),
        Timeliness::TooLate => Err(AttemptRejection::TooLate { closes_at }),
    }
}
