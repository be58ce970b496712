//! Who is in a room, as instances tell each other.

use crate::id::{AccountId, DeviceId};
use crate::time::Timestamp;

/// Somebody's device in a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Present {
    pub account: AccountId,
    pub device: DeviceId,
    /// When the person last did something: came, or saved an answer.
    pub active_at: Timestamp,
}
