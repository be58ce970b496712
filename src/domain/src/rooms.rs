//! Rooms: one per sitting, with its clock, its journal and the attempts that are written in it.
//!
//! The room and the attempt are two machines that never call each other: what the room decides reaches an attempt as
//! a view of the room and as a shift of its deadline. Nothing here signs, encrypts or stores.

pub mod attempt;
pub mod attempt_log;
pub mod chain;
pub mod deadline;
mod head;
pub mod merkle;
mod present;
pub mod receipt;
pub mod room;
mod talk;

pub use attempt::{
    AttemptCommand, AttemptPhase, AttemptRejection, AttemptState, DeviceChanges, Outcome, SaveAck, StoredAnswer,
};
pub use attempt_log::{CloseReason, Content, LogKind, LogRow, Salt, SaveBody, SavedAnswer};
pub use chain::{ChainFault, Head};
pub use deadline::{Allowance, Deadline};
pub use present::Present;
pub use receipt::{KeyId, Receipt, SittingRoot};
pub use room::{RoomCommand, RoomEvent, RoomPhase, RoomRejection, RoomState, RoomView, Schedule};
pub use talk::{ChatLimits, ChatRejection, ChatText, IntegrityKind, may_say};

use crate::text::BoundedText;

/// What a proctor says to the whole room.
pub type Announcement = BoundedText<1, 2000>;

/// Why a proctor did something; may be empty, since nobody types during a fire alarm.
pub type Reason = BoundedText<0, 500>;
