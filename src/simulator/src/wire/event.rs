//! The envelope of a webhook: <https://razorpay.com/docs/webhooks/payments>.

use super::seconds;
use serde_json::{Map, Value, json};

/// The events that are sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventKind {
    PaymentAuthorized,
    PaymentCaptured,
    PaymentFailed,
    OrderPaid,
    RefundCreated,
    RefundProcessed,
    RefundFailed,
}

/// Entities by the names that they have in an envelope, in the order of `contains`.
pub type Entities = Vec<(&'static str, Value)>;

impl EventKind {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PaymentAuthorized => "payment.authorized",
            Self::PaymentCaptured => "payment.captured",
            Self::PaymentFailed => "payment.failed",
            Self::OrderPaid => "order.paid",
            Self::RefundCreated => "refund.created",
            Self::RefundProcessed => "refund.processed",
            Self::RefundFailed => "refund.failed",
        }
    }
}

pub fn event(kind: EventKind, account: &str, entities: Entities, now_ms: i64) -> Value {
    let contains: Vec<&str> = entities.iter().map(|(name, _)| *name).collect();
    let payload: Map<String, Value> =
        entities.into_iter().map(|(name, entity)| (name.to_owned(), json!({ "entity": entity }))).collect();
    json!({
        "entity": "event",
        "account_id": account,
        "event": kind.as_str(),
        "contains": contains,
        "payload": payload,
        "created_at": seconds(now_ms),
    })
}
