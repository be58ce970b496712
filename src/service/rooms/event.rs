//! Event messages: what a room, its staff and its people are told, as JSON text.
//!
//! A numbered message is a function of the journal entry alone, so that the instance that committed it and the one that
//! reads it back later send the same bytes.

use crate::bus::{Channel, Doorbell};
use crate::service::event::Message;
pub use crate::service::event::{passing, personal};
use crate::service::instant::Instant;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use examhall_domain::id::{AccountId, AttemptId, SittingId};
use examhall_domain::rooms::RoomEvent;
use examhall_domain::time::Timestamp;
use serde_json::{Value, json};

/// Where a numbered event stands.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    pub room: SittingId,
    pub epoch: &'a str,
    pub seq: i64,
    pub at: Timestamp,
}

/// The message of a journal entry. The paper's key goes out with the start and with nothing before it.
pub fn numbered(place: Place<'_>, event: &RoomEvent, paper_key: &[u8; 32]) -> Bytes {
    let channel = Channel::Room(place.room);
    Message {
        ch: channel.to_string(),
        epoch: Some(place.epoch),
        offset: Some(place.seq),
        event: event.kind(),
        at: Instant(place.at),
        data: data(place, event, paper_key),
    }
    .encode()
}

/// The doorbell of a journal entry.
pub fn numbered_doorbell(place: Place<'_>, event: &RoomEvent, paper_key: &[u8; 32]) -> Doorbell {
    Doorbell { channel: Channel::Room(place.room), offset: Some(place.seq), payload: numbered(place, event, paper_key) }
}

/// Tells one person that a result can be read.
pub fn result_ready(account: AccountId, attempt: AttemptId, at: Timestamp) -> Doorbell {
    personal(account, "result.ready", at, json!({ "attempt": attempt }))
}

fn data(place: Place<'_>, event: &RoomEvent, paper_key: &[u8; 32]) -> Value {
    let version = place.seq;
    match event {
        RoomEvent::Rescheduled { window_opens_at, window_closes_at, time_limit, start } => json!({
            "version": version,
            "window_opens_at": Instant(*window_opens_at),
            "window_closes_at": Instant(*window_closes_at),
            "time_limit_s": time_limit.as_secs(),
            "start": start,
        }),
        RoomEvent::Started { window_closes_at } => json!({
            "version": version,
            "key": BASE64_STANDARD.encode(paper_key),
            "started_at": Instant(place.at),
            "window_closes_at": Instant(*window_closes_at),
        }),
        RoomEvent::Paused { reason } => json!({ "version": version, "reason": reason, "at": Instant(place.at) }),
        RoomEvent::Resumed { shift, window_closes_at } => json!({
            "version": version,
            "shift_us": shift,
            "window_closes_at": Instant(*window_closes_at),
        }),
        RoomEvent::Extended { by, extension, window_closes_at, reason } => json!({
            "version": version,
            "by_us": by,
            "extension_us": extension,
            "window_closes_at": Instant(*window_closes_at),
            "reason": reason,
        }),
        RoomEvent::Announced { text } => json!({ "version": version, "text": text }),
        RoomEvent::Ended { reason, shift } => json!({ "version": version, "reason": reason, "shift_us": shift }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use examhall_domain::exams::StartMode;
    use examhall_domain::rooms::{Announcement, Reason};
    use examhall_domain::time::Span;
    use uuid::Uuid;

    #[test]
    fn only_the_start_carries_the_papers_key() {
        let key = [0xA7; 32];
        let sentinel = BASE64_STANDARD.encode(key);
        let at = Timestamp(1_000_000);
        let reason = || Reason::parse("fire alarm").unwrap();
        let (time_limit, start) = (Span::from_secs(60), StartMode::Clock);
        let events = [
            RoomEvent::Rescheduled { window_opens_at: at, window_closes_at: at, time_limit, start },
            RoomEvent::Started { window_closes_at: at },
            RoomEvent::Paused { reason: reason() },
            RoomEvent::Resumed { shift: Span(1), window_closes_at: at },
            RoomEvent::Extended { by: Span(1), extension: Span(1), window_closes_at: at, reason: reason() },
            RoomEvent::Announced { text: Announcement::parse("Ten minutes left").unwrap() },
            RoomEvent::Ended { reason: reason(), shift: Span::ZERO },
        ];
        for event in events {
            let place = Place { room: SittingId(Uuid::nil()), epoch: "k1", seq: 7, at };
            let text = String::from_utf8(numbered(place, &event, &key).to_vec()).unwrap();
            assert_eq!(text.contains(&sentinel), event.kind() == "room.started", "{text}");
            let message: Value = serde_json::from_str(&text).unwrap();
            assert_eq!(message["offset"], 7);
            assert_eq!(message["data"]["version"], 7);
        }
    }
}
