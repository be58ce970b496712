//! The order entity: <https://razorpay.com/docs/api/orders/entity>.

use super::{notes, seconds};
use crate::books::Order;
use serde_json::{Value, json};

pub fn order(order: &Order) -> Value {
    json!({
        "id": order.id,
        "entity": "order",
        "amount": order.amount,
        "amount_paid": order.amount_paid,
        "amount_due": order.amount - order.amount_paid,
        "currency": order.currency,
        "receipt": order.receipt,
        "offer_id": null,
        "status": order.status.as_str(),
        "attempts": order.attempts,
        "notes": notes(&order.notes),
        "created_at": seconds(order.created_ms),
    })
}
