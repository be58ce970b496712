//! What gateways and browsers bring to us: webhooks, and what came of a checkout.

use super::error::told;
use super::seen::OpenedOrder;
use examhall_domain::payments::{GatewayOrderId, GatewayPaymentId, SeenPayment, SeenRefund};
use examhall_domain::time::Timestamp;
use sha2::{Digest, Sha256};
use std::fmt;

/// The longest name of an event, in bytes.
const EVENT_ID_BYTES_MAX: usize = 255;

/// A webhook as it arrived: the headers that the gateway named, and the body before anybody has touched it.
#[derive(Clone, Copy, Debug)]
pub struct Delivery<'a> {
    pub headers: &'a [(String, String)],
    pub body: &'a [u8],
}

/// What a webhook and its repeats are called.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct EventId(String);

/// What a webhook says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The gateway's name for what happened, for the log: what counts is what was seen.
    pub kind: String,
    /// When it says that it happened.
    pub at: Option<Timestamp>,
    /// Which order it is about, where it says so. All that a doorbell tells.
    pub about: Option<GatewayOrderId>,
    pub payments: Vec<SeenPayment>,
    pub refunds: Vec<SeenRefund>,
    pub order: Option<OpenedOrder>,
}

/// What a browser brought back from a checkout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Callback {
    /// It says that a payment was made; the signature has to be checked against the order in our rows.
    Paid { order: GatewayOrderId, payment: GatewayPaymentId, signature: String },
    /// It says that a try failed. Nothing proves it, and a payment that failed may still succeed.
    Failed(FailedTry),
}

/// A try to pay that failed, as far as the browser tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FailedTry {
    pub order: Option<GatewayOrderId>,
    pub payment: Option<GatewayPaymentId>,
    pub code: Option<String>,
    pub description: Option<String>,
    pub reason: Option<String>,
}

/// Nobody signed this with a secret that we know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the signature is missing or does not fit")]
pub struct BadSignature;

/// Not what the gateway documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this cannot be read: {0}")]
pub struct Unreadable(pub &'static str);

impl<'a> Delivery<'a> {
    /// The one value of a header. Two are as good as none, since another reader might take the other one.
    pub fn header(&self, name: &str) -> Option<&'a str> {
        let mut found = self.headers.iter().filter(|(known, _)| known.eq_ignore_ascii_case(name));
        match (found.next(), found.next()) {
            (Some((_, value)), None) => Some(value.trim()),
            _ => None,
        }
    }
}

impl EventId {
    /// Reads a name: visible ASCII, bounded.
    pub fn parse(text: &str) -> Option<Self> {
        let fits = (1..=EVENT_ID_BYTES_MAX).contains(&text.len());
        (fits && text.bytes().all(|byte| byte.is_ascii_graphic())).then(|| Self(text.to_owned()))
    }

    /// The digest of a webhook's bytes, for a gateway or an event without names.
    pub(super) fn of_bytes(body: &[u8]) -> Self {
        let digits = Sha256::digest(body).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        Self(format!("sha256:{digits}"))
    }

    /// The name itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The one value of a form's field, as it was sent.
pub(super) fn field<'a>(fields: &'a [(String, String)], name: &str) -> Option<&'a str> {
    let mut found = fields.iter().filter(|(known, _)| known == name);
    match (found.next(), found.next()) {
        (Some((_, value)), None) => Some(value),
        _ => None,
    }
}

/// The one value of a form's field as a text that may be shown to an operator.
pub(super) fn text(fields: &[(String, String)], name: &str) -> Option<String> {
    field(fields, name).and_then(told)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_that_stands_there_twice_stands_there_not_at_all() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let headers = [pair("X-Signature", " a "), pair("x-event", "1"), pair("X-Event", "2")];
        let delivery = Delivery { headers: &headers, body: b"" };
        assert_eq!(delivery.header("x-signature"), Some("a"));
        assert_eq!(delivery.header("x-event"), None);
        assert_eq!(delivery.header("x-other"), None);
    }

    #[test]
    fn an_event_has_a_visible_name() {
        assert!(EventId::parse("payment.captured:pay_1:captured:1567674606").is_some());
        for text in ["", "a b", "é", "a\n", &"x".repeat(EVENT_ID_BYTES_MAX + 1)] {
            assert_eq!(EventId::parse(text), None, "{text:?}");
        }
    }
}
