//! Event messages as sockets get them, as JSON text. What an event means is its slice's matter.

use crate::bus::{Channel, Doorbell};
use crate::service::instant::Instant;
use bytes::Bytes;
use examhall_domain::id::AccountId;
use examhall_domain::time::Timestamp;
use serde::Serialize;

/// One message; what has a place in a journal names epoch and offset.
#[derive(Serialize)]
pub struct Message<'a, D> {
    pub ch: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub epoch: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offset: Option<i64>,
    pub event: &'a str,
    pub at: Instant,
    pub data: D,
}

impl<D: Serialize> Message<'_, D> {
    /// The message as text.
    pub fn encode(&self) -> Bytes {
        match serde_json::to_vec(self) {
            Ok(bytes) => bytes.into(),
            Err(why) => unreachable!("event messages are plain data: {why}"),
        }
    }
}

/// Tells one person, on every device, something that has no number: whoever missed it can ask for the same facts.
pub fn personal(account: AccountId, event: &str, at: Timestamp, data: impl Serialize) -> Doorbell {
    passing(Channel::User(account), event, at, data)
}

/// Tells a channel something passing.
pub fn passing(channel: Channel, event: &str, at: Timestamp, data: impl Serialize) -> Doorbell {
    let message = Message { ch: channel.to_string(), epoch: None, offset: None, event, at: Instant(at), data };
    Doorbell { channel, offset: None, payload: message.encode() }
}

/// Tells a socket that it may have missed what has no number.
pub fn missed(at: Timestamp) -> Bytes {
    passing(Channel::Control, "events.missed", at, serde_json::json!({})).payload
}
