//! The payment entity: <https://razorpay.com/docs/api/payments/entity>.

use super::{notes, seconds};
use crate::books::{Failure, Method, Payment, PaymentStatus};
use crate::draw::Seed;
use serde_json::{Map, Value, json};

/// Who reads the entity: webhooks carry some fields that answers do not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    Caller,
    Webhook,
}

pub fn payment(payment: &Payment, seed: Seed, audience: Audience) -> Value {
    let failure = |of: fn(&Failure) -> &str| payment.failure.as_ref().map(of);
    let mut entity = json!({
        "id": payment.id,
        "entity": "payment",
        "amount": payment.amount,
        "currency": payment.currency,
        "status": payment.status.as_str(),
        "order_id": payment.order_id,
        "invoice_id": null,
        "international": false,
        "method": payment.method.as_str(),
        "amount_refunded": payment.amount_refunded,
        "refund_status": refund_status(payment),
        "captured": says_captured(payment, audience),
        "description": payment.description,
        "card_id": null,
        "bank": null,
        "wallet": null,
        "vpa": null,
        "email": payment.email,
        "contact": payment.contact,
        "notes": notes(&payment.notes),
        "fee": payment.fee,
        "tax": payment.tax,
        "error_code": failure(|failure| &failure.code),
        "error_description": failure(|failure| &failure.description),
        "error_source": failure(|failure| &failure.source),
        "error_step": failure(|failure| &failure.step),
        "error_reason": failure(|failure| &failure.reason),
        "created_at": seconds(payment.created_ms),
    });
    if let Some(fields) = entity.as_object_mut() {
        fields.extend(by_method(payment, seed));
        if audience == Audience::Webhook && payment.captured {
            fields.insert("base_amount".to_owned(), payment.amount.into());
            fields.insert("amount_transferred".to_owned(), 0.into());
        }
    }
    entity
}

/// What somebody paid with, and the number under which a bank knows the payment once it has.
fn by_method(payment: &Payment, seed: Seed) -> Map<String, Value> {
    let known = payment.status != PaymentStatus::Created && payment.failure.is_none();
    let digits = |purpose: &str, count| known.then(|| seed.digits(purpose, payment.number, count));
    let fields = match payment.method {
        Method::Card => json!({
            "card_id": seed.id("card", payment.number),
            "acquirer_data": { "auth_code": digits("auth_code", 6) },
        }),
        Method::Netbanking => json!({
            "bank": "HDFC",
            "acquirer_data": { "bank_transaction_id": digits("bank_transaction_id", 10) },
        }),
        Method::Upi => json!({
            "vpa": "somebody@exampleupi",
            "upi": { "vpa": "somebody@exampleupi" },
            "acquirer_data": { "rrn": digits("rrn", 12) },
        }),
        Method::Wallet => json!({ "wallet": "payzapp", "acquirer_data": { "transaction_id": null } }),
    };
    match fields {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}

/// Events about cards say that a payment is captured when it is not, as in Razorpay's samples: `status` is what counts.
fn says_captured(payment: &Payment, audience: Audience) -> bool {
    let odd = audience == Audience::Webhook && payment.method == Method::Card;
    payment.captured || (odd && matches!(payment.status, PaymentStatus::Authorized | PaymentStatus::Failed))
}

fn refund_status(payment: &Payment) -> Option<&'static str> {
    match payment.amount_refunded {
        0 => None,
        all if all == payment.amount => Some("full"),
        _ => Some("partial"),
    }
}
