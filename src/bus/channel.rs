//! Where an event goes, and the doorbell that carries it there.

use bytes::Bytes;
use examhall_domain::id::{AccountId, SittingId};
use std::fmt;

/// An address of events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Channel {
    /// Everybody in a room; numbered by the room's journal.
    Room(SittingId),
    /// The staff of a room: roster and progress, aggregated.
    Staff(SittingId),
    /// One person, on whatever socket.
    User(AccountId),
    /// Every instance: a cached value is stale.
    Cache,
    /// Every instance: wake an actor.
    Control,
}

impl Channel {
    /// The transport's key; the braces keep what belongs together on one shard of a cluster.
    pub fn key(&self) -> String {
        match self {
            Self::Room(id) => format!("room:{{{id}}}"),
            Self::Staff(id) => format!("staff:{{{id}}}"),
            Self::User(id) => format!("user:{{{id}}}"),
            Self::Cache => "{cache}".to_owned(),
            Self::Control => "{control}".to_owned(),
        }
    }
}

/// The name that clients see in `ch`.
impl fmt::Display for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Room(id) => write!(f, "room:{id}"),
            Self::Staff(id) => write!(f, "staff:{id}"),
            Self::User(id) => write!(f, "user:{id}"),
            Self::Cache => f.write_str("cache"),
            Self::Control => f.write_str("control"),
        }
    }
}

/// News that something was committed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doorbell {
    pub channel: Channel,
    /// The journal's sequence for what is numbered; nothing for what is targeted or passing.
    pub offset: Option<i64>,
    /// The complete event message, JSON text as the client gets it.
    pub payload: Bytes,
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn names_are_for_clients_and_keys_carry_a_hash_tag() {
        let id = Uuid::nil();
        let room = Channel::Room(SittingId(id));
        assert_eq!(room.to_string(), "room:00000000-0000-0000-0000-000000000000");
        assert_eq!(room.key(), "room:{00000000-0000-0000-0000-000000000000}");
        assert_eq!(Channel::Staff(SittingId(id)).key(), "staff:{00000000-0000-0000-0000-000000000000}");
        assert_eq!(Channel::User(AccountId(id)).to_string(), "user:00000000-0000-0000-0000-000000000000");
        assert_eq!((Channel::Cache.to_string().as_str(), Channel::Control.key().as_str()), ("cache", "{control}"));
    }
}
