//! What the browser brings from the checkout: three fields after success, `error[…]` after failure
//! (<https://razorpay.com/docs/payments/payment-gateway/callback-url>).

use crate::gateway::payments::notice::{Callback, FailedTry, Unreadable, field, text};
use examhall_domain::payments::{GatewayOrderId, GatewayPaymentId};
use serde::Deserialize;

/// `error[metadata]` is a text of JSON.
#[derive(Default, Deserialize)]
struct Metadata {
    order_id: Option<String>,
    payment_id: Option<String>,
}

/// Reads the fields of a callback.
///
/// # Errors
/// When they are neither of success nor of failure.
pub(super) fn read(fields: &[(String, String)]) -> Result<Callback, Unreadable> {
    let of = |name| field(fields, name);
    if let Some(signature) = of("razorpay_signature") {
        let order = of("razorpay_order_id").and_then(|text| GatewayOrderId::parse(text).ok());
        let payment = of("razorpay_payment_id").and_then(|text| GatewayPaymentId::parse(text).ok());
        return match (order, payment) {
            (Some(order), Some(payment)) => Ok(Callback::Paid { order, payment, signature: signature.to_owned() }),
            _ => Err(Unreadable("a signature without order and payment")),
        };
    }
    if fields.iter().any(|(name, _)| name.starts_with("error[")) {
        return Ok(Callback::Failed(failed(fields)));
    }
    Err(Unreadable("neither success nor failure"))
}

fn failed(fields: &[(String, String)]) -> FailedTry {
    let of = |name| field(fields, name).map(str::to_owned);
    let metadata: Metadata =
        field(fields, "error[metadata]").and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
    let order = metadata.order_id.or_else(|| of("error[metadata][order_id]"));
    let payment = metadata.payment_id.or_else(|| of("error[metadata][payment_id]"));
    FailedTry {
        order: order.and_then(|text| GatewayOrderId::parse(&text).ok()),
        payment: payment.and_then(|text| GatewayPaymentId::parse(&text).ok()),
        code: text(fields, "error[code]"),
        description: text(fields, "error[description]"),
        reason: text(fields, "error[reason]"),
    }
}
