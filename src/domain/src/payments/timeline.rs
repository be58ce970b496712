//! The chain over an order's timeline: whoever changes, drops, adds or reorders an event changes the head that the order
//! keeps.
//!
//! # Layout, for whoever writes a verifier
//! `||` joins bytes; every integer is an 8-byte big-endian two's complement; identifiers are the 16 bytes of the UUID in
//! network order; tags are 16 bytes of ASCII; texts are UTF-8; SHA-256 (FIPS 180-4) throughout.
//!
//! ```text
//! h(0) = SHA256( "examhall.order.0" || order (16) )                                                    32 bytes
//! h(n) = SHA256( "examhall.order.n" || h(n-1) (32) || n (8) || at_us (8) || actor (16)
//!                || SHA256(source) || SHA256(kind) || SHA256(substance) )                              176 bytes
//! ```
//!
//! `n` is the event's number, 1 for the first. `actor` is zero where no person did it. The substance is the stored detail,
//! byte for byte; of what a person decided it is the word for the decision alone, since the reason is taken out when the
//! person that it is about is erased.

use super::event::Event;
use crate::id::{AccountId, OrderId};
use crate::time::Timestamp;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// What one link covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link<'a> {
    /// The number of the event.
    pub seq: i64,
    /// When it was written down.
    pub at: Timestamp,
    /// Who did it, where a person did.
    pub actor: Option<AccountId>,
    /// The word for who told of it.
    pub source: &'a str,
    /// What happened.
    pub event: &'a Event,
    /// The same as it is stored.
    pub detail: &'a str,
}

/// `h(0)`: binds the timeline to its order.
pub fn start(order: OrderId) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(b"examhall.order.0");
    hash.update(order.0.as_bytes());
    hash.finalize().into()
}

/// `h(n)` from `h(n-1)` and event `n`.
pub fn link(previous: [u8; 32], link: &Link<'_>) -> [u8; 32] {
    let substance = match link.event {
        Event::Resolved { decision, .. } => decision.name(),
        _ => link.detail,
    };
    let mut hash = Sha256::new();
    hash.update(b"examhall.order.n");
    hash.update(previous);
    hash.update(link.seq.to_be_bytes());
    hash.update(link.at.0.to_be_bytes());
    hash.update(link.actor.map_or(Uuid::nil(), |actor| actor.0).as_bytes());
    for text in [link.source, link.event.kind(), substance] {
        hash.update(Sha256::digest(text));
    }
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::payments::command::Decision;

    const ORDER: OrderId = OrderId(Uuid::from_u128(7));

    fn of(seq: i64, event: &Event, detail: &str) -> [u8; 32] {
        let (at, actor) = (Timestamp(1_700_000_000_000_000), Some(AccountId(Uuid::from_u128(9))));
        link(start(ORDER), &Link { seq, at, actor, source: "admin", event, detail })
    }

    fn hex(head: [u8; 32]) -> String {
        head.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    #[test]
    fn the_layout_is_the_documented_one() {
        // Computed with another program (Python's hashlib) from the layout above.
        assert_eq!(hex(start(ORDER)), "3bb9dc06fb65c33ccebd719734b51d1a6d0d5a416487ac1343f50d93de23e601");
        let told = of(1, &Event::OpeningUnknown {}, "{}");
        assert_eq!(hex(told), "4d8262b88948dc2ba48f5885c1202e09d4e47f6b62641557d308f852e6f2c669");
    }

    #[test]
    fn every_part_of_an_event_is_covered_but_a_persons_reason() {
        let event = Event::OpeningUnknown {};
        let told = of(1, &event, "{}");
        for other in [of(2, &event, "{}"), of(1, &Event::GatewayOrderMissing {}, "{}"), of(1, &event, "{ }")] {
            assert_ne!(other, told);
        }
        let resolved = |decision, reason: &str| {
            let event = Event::Resolved { decision, reason: reason.to_owned() };
            of(1, &event, &event.detail().to_string())
        };
        assert_eq!(resolved(Decision::Grant, "she is a friend"), resolved(Decision::Grant, ""));
        assert_ne!(resolved(Decision::Grant, ""), resolved(Decision::Refund, ""));
    }
}
