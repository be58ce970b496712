//! The refund entity: <https://razorpay.com/docs/api/refunds/entity>.

use super::{notes, seconds};
use crate::books::{Refund, RefundStatus};
use crate::draw::Seed;
use serde_json::{Value, json};

pub fn refund(refund: &Refund, seed: Seed) -> Value {
    let arn = (refund.status == RefundStatus::Processed).then(|| seed.digits("arn", refund.number, 23));
    json!({
        "id": refund.id,
        "entity": "refund",
        "amount": refund.amount,
        "currency": refund.currency,
        "payment_id": refund.payment_id,
        "notes": notes(&refund.notes),
        "receipt": refund.receipt,
        "acquirer_data": { "arn": arn },
        "created_at": seconds(refund.created_ms),
        "batch_id": null,
        "status": refund.status.as_str(),
        // Nothing is instant here: what could be is done at the normal speed.
        "speed_processed": "normal",
        "speed_requested": refund.speed,
    })
}
