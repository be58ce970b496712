//! The attempt machine: one person's paper from its opening to its closing.
//!
//! A command becomes at most one row of the append-only log. Whoever stores the row first wins: the attempt's last sequence
//! is the lock, the fence between devices and the barrier of the closing, so the loser reads the log again and asks again. The machine sees of the room only its phase and grace, and of the answers only that they
//! belong to a question of the paper.

mod decide;
mod replay;

pub use decide::step;
pub use replay::{apply, replay};

use super::attempt_log::{CloseReason, LogRow, SaveBody};
use super::chain::{self, Head};
use crate::id::{AttemptId, DeviceId, QuestionId, SaveId};
use crate::time::{Span, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

/// Where an attempt stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttemptPhase {
    /// The paper is drawn and delivered encrypted.
    Prepared,
    /// It is being written.
    Open {
        /// When it was opened.
        opened_at: Timestamp,
        /// The absolute deadline, without grace; see [`super::deadline`].
        closes_at: Timestamp,
    },
    /// It is closed for good.
    Closed {
        /// Why.
        reason: CloseReason,
        /// When.
        at: Timestamp,
    },
}

/// An attempt as its log made it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttemptState {
    /// Which attempt.
    pub attempt: AttemptId,
    /// The questions of its paper.
    pub questions: BTreeSet<QuestionId>,
    /// Where it stands.
    pub phase: AttemptPhase,
    /// The sequence of the last row; 0 before the first.
    pub last_seq: i64,
    /// The chain's head after that row.
    pub head: Head,
    /// The device that may write. None until the first device writes, when the server opened the paper.
    pub device: Option<DeviceId>,
    /// The answers that count.
    pub answers: BTreeMap<QuestionId, StoredAnswer>,
    /// Every stored save's acknowledgement, so that a repeat gets the same one.
    pub saves: BTreeMap<SaveId, SaveAck>,
    /// How often the device was changed.
    pub device_changes: DeviceChanges,
    /// The sequence of the last take-over; 0 before the first.
    pub taken_over_seq: i64,
}

/// Changes from one device that wrote to another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DeviceChanges {
    /// How many.
    pub count: i64,
    /// When the last one was.
    pub last_at: Option<Timestamp>,
}

/// The latest answer to a question; its response is the body of row `seq`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StoredAnswer {
    /// The client's revision.
    pub revision: i64,
    /// The row that holds it.
    pub seq: i64,
    /// The client's name of the save.
    pub save_id: SaveId,
    /// When it was received.
    pub at: Timestamp,
    /// Whether that was after the deadline, inside the grace.
    pub late: bool,
}

/// What a client is told once its answer is durable, and again whenever it repeats the save.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SaveAck {
    /// The answered question.
    pub question: QuestionId,
    /// The client's revision.
    pub revision: i64,
    /// The row that holds it.
    pub seq: i64,
    /// When it was received.
    pub saved_at: Timestamp,
    /// Whether that was after the deadline, inside the grace.
    pub late: bool,
    /// The chain's head after that row.
    pub chain: Head,
}

/// What a student, a proctor or the clock ask of an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AttemptCommand {
    /// Open the paper.
    Open {
        /// Who will write; none when the server opens it for a room.
        device: Option<DeviceId>,
        /// From [`super::deadline::opening`].
        closes_at: Timestamp,
    },
    /// Store an answer.
    Save {
        /// Who writes.
        device: DeviceId,
        /// The client's name of this save.
        save_id: SaveId,
        /// Question, revision and response.
        body: SaveBody,
        /// When the server received it, which is what the deadline and a pause are measured by.
        received_at: Timestamp,
    },
    /// Make this device the one that writes.
    TakeOver {
        /// The new one.
        device: DeviceId,
    },
    /// Hand the paper in.
    Submit {
        /// Who writes.
        device: DeviceId,
    },
    /// Close it if its deadline and grace are over; the reason follows from the room.
    Close,
    /// Give this one person more time.
    Extend {
        /// Within the bounds of [`super::room`].
        by: Span,
    },
}

/// What a legal command leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// This row is to be stored, then applied, then acknowledged.
    Append(LogRow),
    /// The save is stored already; this was its acknowledgement.
    Repeat(SaveAck),
    /// The deadline moves; that is kept with the attempt, not in its log.
    Moved {
        /// The new absolute deadline.
        closes_at: Timestamp,
    },
    /// What was asked for is already so.
    Unchanged,
}

/// Why a command was refused. The attempt is unchanged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AttemptRejection {
    /// The room lets nobody open a paper yet.
    #[error("the room has not started")]
    RoomNotStarted,
    /// The room lets nobody open a paper any more.
    #[error("the room has ended")]
    RoomEnded,
    /// The room is paused; the client keeps the answer and sends it after the resume.
    #[error("the room is paused")]
    RoomPaused {
        /// Since when.
        since: Timestamp,
    },
    /// An opening that would leave no time to write.
    #[error("the window is over")]
    WindowOver,
    /// The paper has not been opened.
    #[error("the attempt is not open")]
    NotOpen,
    /// The paper is closed.
    #[error("the attempt is closed")]
    Closed {
        /// Why.
        reason: CloseReason,
        /// When.
        at: Timestamp,
    },
    /// A second device opens a paper that another device writes: it has to take over.
    #[error("another device writes this attempt")]
    DeviceBusy {
        /// The one that writes.
        holder: DeviceId,
    },
    /// A device writes that was taken over from.
    #[error("another device has taken over")]
    Fenced {
        /// The one that writes.
        holder: DeviceId,
    },
    /// Received after deadline and grace.
    #[error("the time is over")]
    TooLate {
        /// The deadline.
        closes_at: Timestamp,
    },
    /// The question is not on this paper.
    #[error("the paper has no such question")]
    UnknownQuestion,
    /// The same revision was stored by another save.
    #[error("this revision is stored with another answer")]
    Conflict {
        /// What is stored.
        stored: StoredAnswer,
    },
    /// A later revision is stored.
    #[error("a later revision is stored")]
    Stale {
        /// What is stored.
        stored: StoredAnswer,
    },
    /// The name of this save belongs to a stored save of another question or revision.
    #[error("this save id names another answer")]
    SaveIdReused,
    /// A closing before deadline and grace are over.
    #[error("the attempt is not due")]
    NotDue {
        /// The deadline, without grace.
        closes_at: Timestamp,
    },
    /// An extension outside the bounds of [`super::room`].
    #[error("an extension lasts between a second and a day")]
    ExtensionOutOfRange,
}

/// Why a refused answer is kept beside the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EvidenceReason {
    /// It came after the grace or after the closing.
    TooLate,
    /// Its device had been taken over from.
    Superseded,
}

impl AttemptState {
    /// An attempt whose paper is drawn and whose log is empty.
    pub fn prepared(attempt: AttemptId, paper_digest: &[u8; 32], questions: BTreeSet<QuestionId>) -> Self {
        Self {
            attempt,
            questions,
            phase: AttemptPhase::Prepared,
            last_seq: 0,
            head: chain::start(attempt, paper_digest),
            device: None,
            answers: BTreeMap::new(),
            saves: BTreeMap::new(),
            device_changes: DeviceChanges::default(),
            taken_over_seq: 0,
        }
    }

    /// The deadline while the paper is open.
    pub const fn closes_at(&self) -> Option<Timestamp> {
        match self.phase {
            AttemptPhase::Open { closes_at, .. } => Some(closes_at),
            AttemptPhase::Prepared | AttemptPhase::Closed { .. } => None,
        }
    }

    /// The same attempt with the deadline that its row holds, which extensions and pauses have moved since the
    /// opening. Nothing changes unless the paper is open.
    #[must_use]
    pub fn with_deadline(mut self, moved_to: Timestamp) -> Self {
        if let AttemptPhase::Open { closes_at, .. } = &mut self.phase {
            *closes_at = moved_to;
        }
        self
    }
}

impl AttemptPhase {
    /// The word for this phase in rows and on wires.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Prepared => "prepared",
            Self::Open { .. } => "open",
            Self::Closed { .. } => "closed",
        }
    }
}

impl EvidenceReason {
    /// The word for this reason in rows.
    pub const fn name(self) -> &'static str {
        match self {
            Self::TooLate => "too_late",
            Self::Superseded => "superseded",
        }
    }
}

impl AttemptRejection {
    /// Whether a refused answer is kept as evidence, and why. Answers that the client will send again, or that are
    /// stored already, are not.
    pub const fn evidence(self) -> Option<EvidenceReason> {
        match self {
            Self::TooLate { .. } | Self::Closed { .. } => Some(EvidenceReason::TooLate),
            Self::Fenced { .. } => Some(EvidenceReason::Superseded),
            Self::RoomNotStarted
            | Self::RoomEnded
            | Self::RoomPaused { .. }
            | Self::WindowOver
            | Self::NotOpen
            | Self::DeviceBusy { .. }
            | Self::UnknownQuestion
            | Self::Conflict { .. }
            | Self::Stale { .. }
            | Self::SaveIdReused
            | Self::NotDue { .. }
            | Self::ExtensionOutOfRange => None,
        }
    }
}
