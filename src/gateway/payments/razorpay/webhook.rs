//! Webhooks: signed over their raw bytes, delivered at least once and in any order
//! (<https://razorpay.com/docs/webhooks>).
//!
//! What counts is what an event carries, not what it is called: the payment of `payment.authorized` may be captured
//! already, and the refund of `refund.created` processed.

use super::wire::{OrderBody, PaymentBody, RefundBody, instant};
use crate::gateway::payments::error::told;
use crate::gateway::payments::notice::{BadSignature, Delivery, EventId, Notice, Unreadable};
use crate::gateway::payments::signature::SharedKey;
use serde::Deserialize;

/// What [`admit`] looks at, beside the body.
pub(super) const HEADERS: [&str; 2] = [SIGNATURE, EVENT_ID];

const SIGNATURE: &str = "x-razorpay-signature";
/// The same for every delivery of an event, and not covered by the signature.
const EVENT_ID: &str = "x-razorpay-event-id";

#[derive(Deserialize)]
struct Envelope {
    event: String,
    /// Events about something else bring something else, or an empty list.
    payload: serde_json::Value,
    created_at: Option<i64>,
}

#[derive(Default, Deserialize)]
struct Payload {
    payment: Option<Wrapped<PaymentBody>>,
    refund: Option<Wrapped<RefundBody>>,
    order: Option<Wrapped<OrderBody>>,
    /// Some events have it here.
    created_at: Option<i64>,
}

#[derive(Deserialize)]
struct Wrapped<T> {
    entity: T,
}

/// Whether one of the keys signed these bytes, and what the event is called. The previous key stays among them, since
/// what is sent again after a change of secrets is signed as it was the first time.
///
/// # Errors
/// When none did.
pub(super) fn admit(keys: &[SharedKey], delivery: &Delivery<'_>) -> Result<EventId, BadSignature> {
    let signature = delivery.header(SIGNATURE).ok_or(BadSignature)?;
    if !keys.iter().any(|key| key.signed(delivery.body, signature)) {
        return Err(BadSignature);
    }
    let named = delivery.header(EVENT_ID).and_then(EventId::parse).or_else(|| natural(delivery.body));
    Ok(named.unwrap_or_else(|| EventId::of_bytes(delivery.body)))
}

/// Reads an event.
///
/// # Errors
/// When it is not one, or what it carries is not as documented.
pub(super) fn read(body: &[u8]) -> Result<Notice, Unreadable> {
    let (envelope, payload) = opened(body)?;
    let at = envelope.created_at.or(payload.created_at).map(instant);
    let payment = payload.payment.map(|wrapped| wrapped.entity.seen());
    let order = payload.order.map(|wrapped| wrapped.entity.opened());
    let of_order = order.as_ref().map(|order| order.id.clone());
    Ok(Notice {
        kind: told(&envelope.event).ok_or(Unreadable("an event without a name"))?,
        at,
        about: of_order.or_else(|| payment.as_ref().and_then(|payment| payment.order.clone())),
        payments: payment.into_iter().collect(),
        refunds: payload.refund.map(|wrapped| wrapped.entity.seen()).into_iter().collect(),
        order,
    })
}

fn opened(body: &[u8]) -> Result<(Envelope, Payload), Unreadable> {
    let mut envelope: Envelope = serde_json::from_slice(body).map_err(|_| Unreadable("no event"))?;
    let payload = match envelope.payload.take() {
        carried @ serde_json::Value::Object(_) => {
            serde_json::from_value(carried).map_err(|_| Unreadable("an event that carries something unknown"))?
        }
        _ => Payload::default(),
    };
    Ok((envelope, payload))
}

/// The name of an event that came without one: what happened to what, in which state and when.
fn natural(body: &[u8]) -> Option<EventId> {
    let (envelope, payload) = opened(body).ok()?;
    let at = envelope.created_at.or(payload.created_at)?;
    let refund = payload.refund.map(|Wrapped { entity }| (entity.id.to_string(), entity.status));
    let payment = payload.payment.map(|Wrapped { entity }| (entity.id.to_string(), entity.status));
    let order = payload.order.map(|Wrapped { entity }| (entity.id.to_string(), entity.status));
    let (id, status) = refund.or(payment).or(order)?;
    EventId::parse(&format!("{}:{id}:{status}:{at}", envelope.event))
}
