//! The room machine: lobby, running, paused, ended.
//!
//! A command becomes one journal event or a rejection; every instance applies the same events in the same order. The
//! journal holds only what changes the room for all, so one person's extension is not here. The machine knows no
//! attempts and no roster, and who may command is decided before it is asked.

use super::{Announcement, Reason};
use crate::exams::StartMode;
use crate::time::{Span, Timestamp};
use serde::{Deserialize, Serialize};

/// The shortest extension that a command may give.
pub const EXTENSION_MIN: Span = Span::from_secs(1);
/// The longest extension that one command may give: one day.
pub const EXTENSION_MAX: Span = Span::from_secs(24 * 60 * 60);

/// Where a room stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoomPhase {
    /// People may gather; no paper is open.
    Lobby,
    /// The clock runs.
    Running,
    /// The whole paper stands still.
    Paused {
        /// When it was paused.
        since: Timestamp,
    },
    /// Over; open attempts close after their grace.
    Ended {
        /// When it was ended.
        at: Timestamp,
    },
}

/// A room as its journal made it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoomState {
    /// The journal sequence of the last applied event; 0 before the first.
    pub version: i64,
    /// Where the room stands.
    pub phase: RoomPhase,
    /// When the window opens by the plan; no start before it.
    pub window_opens_at: Timestamp,
    /// When the window closes: the plan's instant moved by every extension and pause so far. While the room is paused
    /// the running pause is not in it yet.
    pub window_closes_at: Timestamp,
    /// When the room was started.
    pub started_at: Option<Timestamp>,
    /// What has been given to all so far.
    pub extension: Span,
    /// How long finished pauses lasted together.
    pub paused_total: Span,
}

/// What attempts need to know of their room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RoomView {
    /// Where the room stands.
    pub phase: RoomPhase,
    /// How long after a deadline a save still counts.
    pub grace: Span,
}

/// When a room is held, as its plan says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// No start before it.
    pub window_opens_at: Timestamp,
    /// The window's end, without what was given to all.
    pub window_closes_at: Timestamp,
    /// How long one attempt may take.
    pub time_limit: Span,
    /// Who starts it.
    pub start: StartMode,
}

/// What staff, or the clock, ask of a room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RoomCommand {
    /// Hold it at another time, while no paper is open. What was given to all beside the plan stays given.
    Reschedule(Schedule),
    /// Start for all at this instant.
    Start,
    /// Stop the whole paper.
    Pause {
        /// Shown to everybody.
        reason: Reason,
    },
    /// Go on; every deadline moves by the pause.
    Resume,
    /// Give everybody more time, whether the room has started or not.
    ExtendAll {
        /// [`EXTENSION_MIN`] to [`EXTENSION_MAX`].
        by: Span,
        /// Shown to everybody.
        reason: Reason,
    },
    /// Say something to everybody.
    Announce {
        /// What is said.
        text: Announcement,
    },
    /// End it for all; answers under way still count for the grace.
    End {
        /// Shown to everybody.
        reason: Reason,
    },
}

/// What happened in a room. Serialises to `{"kind": …, "body": {…}}`, the two columns of its journal; spans and
/// instants are whole microseconds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum RoomEvent {
    /// It is held at another time.
    #[serde(rename = "room.rescheduled")]
    Rescheduled {
        /// When the window opens now.
        #[serde(rename = "window_opens_at_us")]
        window_opens_at: Timestamp,
        /// When it closes, with what was given to all so far.
        #[serde(rename = "window_closes_at_us")]
        window_closes_at: Timestamp,
        /// How long one attempt may take.
        #[serde(rename = "time_limit_us")]
        time_limit: Span,
        /// Who starts it.
        start: StartMode,
    },
    /// The paper is open.
    #[serde(rename = "room.started")]
    Started {
        /// When the window closes as things stand.
        #[serde(rename = "window_closes_at_us")]
        window_closes_at: Timestamp,
    },
    /// The paper stands still.
    #[serde(rename = "room.paused")]
    Paused {
        /// As the proctor put it.
        reason: Reason,
    },
    /// The paper goes on.
    #[serde(rename = "room.resumed")]
    Resumed {
        /// How far every open deadline moved.
        #[serde(rename = "shift_us")]
        shift: Span,
        /// The window's end after the shift.
        #[serde(rename = "window_closes_at_us")]
        window_closes_at: Timestamp,
    },
    /// Everybody got more time.
    #[serde(rename = "room.extended")]
    Extended {
        /// How far every open deadline moved.
        #[serde(rename = "by_us")]
        by: Span,
        /// What has been given to all so far, this included.
        #[serde(rename = "extension_us")]
        extension: Span,
        /// The window's end after the extension.
        #[serde(rename = "window_closes_at_us")]
        window_closes_at: Timestamp,
        /// As the proctor put it.
        reason: Reason,
    },
    /// Something was said to everybody.
    #[serde(rename = "room.announced")]
    Announced {
        /// What was said.
        text: Announcement,
    },
    /// The room is over.
    #[serde(rename = "room.ended")]
    Ended {
        /// As the proctor put it; empty when the clock ended it.
        reason: Reason,
        /// The pause that this ended, if it was paused.
        #[serde(rename = "shift_us")]
        shift: Span,
    },
}

/// Why a command was refused. The room is unchanged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RoomRejection {
    /// Start before the window.
    #[error("the window opens only later")]
    WindowNotOpen {
        /// When it opens.
        opens_at: Timestamp,
    },
    /// Start after the window.
    #[error("the window is over")]
    WindowOver {
        /// When it closed.
        closed_at: Timestamp,
    },
    /// Start of a started room: what was asked for is already so.
    #[error("the room has already started")]
    AlreadyStarted,
    /// A pause or resume of a room that is still in its lobby.
    #[error("the room has not started")]
    NotStarted,
    /// Pause of a paused room: what was asked for is already so.
    #[error("the room is already paused")]
    AlreadyPaused {
        /// When it was paused.
        since: Timestamp,
    },
    /// Resume of a running room: what was asked for is already so.
    #[error("the room is not paused")]
    NotPaused,
    /// The room is over.
    #[error("the room has ended")]
    Ended {
        /// When it ended.
        at: Timestamp,
    },
    /// An extension that is not between [`EXTENSION_MIN`] and [`EXTENSION_MAX`].
    #[error("an extension lasts between a second and a day")]
    ExtensionOutOfRange,
}

/// What became of an event that a follower received.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use = "a gap has to be filled from the journal"]
pub enum Applied {
    /// It was the next one.
    Next,
    /// It had been applied before.
    Known,
    /// Something is missing before it; the room is unchanged.
    Gap {
        /// The sequence that should have come.
        expected: i64,
    },
}

impl RoomPhase {
    /// The word for this phase in rows and on wires.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Lobby => "lobby",
            Self::Running => "running",
            Self::Paused { .. } => "paused",
            Self::Ended { .. } => "ended",
        }
    }
}

impl RoomState {
    /// The room of a planned sitting before anything happened.
    pub const fn scheduled(window_opens_at: Timestamp, window_closes_at: Timestamp) -> Self {
        Self {
            version: 0,
            phase: RoomPhase::Lobby,
            window_opens_at,
            window_closes_at,
            started_at: None,
            extension: Span::ZERO,
            paused_total: Span::ZERO,
        }
    }

    /// What attempts need to know.
    pub const fn view(&self, grace: Span) -> RoomView {
        RoomView { phase: self.phase, grace }
    }

    /// When the room ended.
    pub const fn ended_at(&self) -> Option<Timestamp> {
        match self.phase {
            RoomPhase::Ended { at } => Some(at),
            RoomPhase::Lobby | RoomPhase::Running | RoomPhase::Paused { .. } => None,
        }
    }

    /// When the pause that runs now began.
    pub const fn paused_since(&self) -> Option<Timestamp> {
        match self.phase {
            RoomPhase::Paused { since } => Some(since),
            RoomPhase::Lobby | RoomPhase::Running | RoomPhase::Ended { .. } => None,
        }
    }
}

impl RoomEvent {
    /// The journal's and the wire's word for this event.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Rescheduled { .. } => "room.rescheduled",
            Self::Started { .. } => "room.started",
            Self::Paused { .. } => "room.paused",
            Self::Resumed { .. } => "room.resumed",
            Self::Extended { .. } => "room.extended",
            Self::Announced { .. } => "room.announced",
            Self::Ended { .. } => "room.ended",
        }
    }

    /// The journal's body column: a JSON object.
    pub fn body(&self) -> serde_json::Value {
        match serde_json::to_value(self) {
            Ok(mut tagged) => tagged["body"].take(),
            Err(why) => unreachable!("integers and text always serialise: {why}"),
        }
    }

    /// An event from the journal's two columns.
    ///
    /// # Errors
    /// When they hold no event that this version knows.
    pub fn from_journal(kind: &str, body: serde_json::Value) -> Result<Self, serde_json::Error> {
        serde_json::from_value(serde_json::json!({ "kind": kind, "body": body }))
    }
}

/// Decides a command at the instant `now`.
///
/// # Errors
/// The reason for refusing; the caller treats "already so" as done.
pub fn step(state: &RoomState, command: RoomCommand, now: Timestamp) -> Result<RoomEvent, RoomRejection> {
    match state.phase {
        RoomPhase::Lobby => in_lobby(state, command, now),
        RoomPhase::Running => in_running(state, command),
        RoomPhase::Paused { since } => in_pause(state, command, since, now),
        RoomPhase::Ended { at } => Err(RoomRejection::Ended { at }),
    }
}

/// Where a room event at the instant `at` moves the deadline of an attempt that was open before it. The window's own
/// end moves alike.
pub fn moved(closes_at: Timestamp, event: &RoomEvent, at: Timestamp) -> Timestamp {
    match event {
        RoomEvent::Started { .. } | RoomEvent::Paused { .. } | RoomEvent::Announced { .. } => closes_at,
        // No attempt is open then; the window's end is the new one.
        RoomEvent::Rescheduled { window_closes_at, .. } => *window_closes_at,
        RoomEvent::Resumed { shift, .. } => closes_at + *shift,
        RoomEvent::Extended { by, .. } => closes_at + *by,
        RoomEvent::Ended { shift, .. } => at.min(closes_at + *shift),
    }
}

/// Brings the room to the journal entry `seq`, committed for the instant `at`.
pub fn apply(state: &mut RoomState, seq: i64, at: Timestamp, event: &RoomEvent) -> Applied {
    if seq <= state.version {
        return Applied::Known;
    }
    if seq != state.version + 1 {
        return Applied::Gap { expected: state.version + 1 };
    }
    state.version = seq;
    state.window_closes_at = moved(state.window_closes_at, event, at);
    match event {
        RoomEvent::Rescheduled { window_opens_at, .. } => state.window_opens_at = *window_opens_at,
        RoomEvent::Started { .. } => {
            state.phase = RoomPhase::Running;
            state.started_at = Some(at);
        }
        RoomEvent::Paused { .. } => state.phase = RoomPhase::Paused { since: at },
        RoomEvent::Resumed { shift, .. } => {
            state.phase = RoomPhase::Running;
            state.paused_total = state.paused_total + *shift;
        }
        RoomEvent::Extended { by, .. } => state.extension = state.extension + *by,
        RoomEvent::Announced { .. } => {}
        RoomEvent::Ended { shift, .. } => {
            state.phase = RoomPhase::Ended { at };
            state.paused_total = state.paused_total + *shift;
        }
    }
    Applied::Next
}

fn in_lobby(state: &RoomState, command: RoomCommand, now: Timestamp) -> Result<RoomEvent, RoomRejection> {
    match command {
        RoomCommand::Reschedule(schedule) => Ok(rescheduled(state, schedule)),
        RoomCommand::Start if now < state.window_opens_at => {
            Err(RoomRejection::WindowNotOpen { opens_at: state.window_opens_at })
        }
        RoomCommand::Start if now >= state.window_closes_at => {
            Err(RoomRejection::WindowOver { closed_at: state.window_closes_at })
        }
        RoomCommand::Start => Ok(RoomEvent::Started { window_closes_at: state.window_closes_at }),
        RoomCommand::Pause { .. } | RoomCommand::Resume => Err(RoomRejection::NotStarted),
        RoomCommand::ExtendAll { by, reason } => extended(state, by, reason),
        RoomCommand::Announce { text } => Ok(RoomEvent::Announced { text }),
        RoomCommand::End { reason } => Ok(ended(reason, Span::ZERO)),
    }
}

fn in_running(state: &RoomState, command: RoomCommand) -> Result<RoomEvent, RoomRejection> {
    match command {
        RoomCommand::Reschedule(_) | RoomCommand::Start => Err(RoomRejection::AlreadyStarted),
        RoomCommand::Pause { reason } => Ok(RoomEvent::Paused { reason }),
        RoomCommand::Resume => Err(RoomRejection::NotPaused),
        RoomCommand::ExtendAll { by, reason } => extended(state, by, reason),
        RoomCommand::Announce { text } => Ok(RoomEvent::Announced { text }),
        RoomCommand::End { reason } => Ok(ended(reason, Span::ZERO)),
    }
}

fn in_pause(
    state: &RoomState,
    command: RoomCommand,
    since: Timestamp,
    now: Timestamp,
) -> Result<RoomEvent, RoomRejection> {
    let shift = pause_length(since, now);
    match command {
        RoomCommand::Reschedule(_) | RoomCommand::Start => Err(RoomRejection::AlreadyStarted),
        RoomCommand::Pause { .. } => Err(RoomRejection::AlreadyPaused { since }),
        RoomCommand::Resume => Ok(RoomEvent::Resumed { shift, window_closes_at: state.window_closes_at + shift }),
        RoomCommand::ExtendAll { by, reason } => extended(state, by, reason),
        RoomCommand::Announce { text } => Ok(RoomEvent::Announced { text }),
        RoomCommand::End { reason } => Ok(ended(reason, shift)),
    }
}

/// Two instances' clocks may differ by a little, so a pause may seem to end before it began: it then took no time.
fn pause_length(since: Timestamp, now: Timestamp) -> Span {
    (now - since).max(Span::ZERO)
}

fn rescheduled(state: &RoomState, schedule: Schedule) -> RoomEvent {
    let Schedule { window_opens_at, window_closes_at, time_limit, start } = schedule;
    let window_closes_at = window_closes_at + state.extension;
    RoomEvent::Rescheduled { window_opens_at, window_closes_at, time_limit, start }
}

fn extended(state: &RoomState, by: Span, reason: Reason) -> Result<RoomEvent, RoomRejection> {
    if !(EXTENSION_MIN..=EXTENSION_MAX).contains(&by) {
        return Err(RoomRejection::ExtensionOutOfRange);
    }
    Ok(RoomEvent::Extended {
        by,
        extension: state.extension + by,
        window_closes_at: state.window_closes_at + by,
        reason,
    })
}

fn ended(reason: Reason, shift: Span) -> RoomEvent {
    RoomEvent::Ended { reason, shift }
}
