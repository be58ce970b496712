//! Bodies and signatures that the gateway publishes, and the records that they are about.

use examhall::gateway::payments::{GatewayError, NewOrder, RefundAsk, Refusal};
use examhall_domain::id::{OrderId, RefundId};
use examhall_domain::money::{Currency, Money};
use examhall_domain::payments::{GatewayOrderId, GatewayPaymentId, GatewayRefundId};
use examhall_domain::time::{Span, Timestamp};
use serde_json::Value;
use uuid::Uuid;

/// The secret of the samples in the documents.
pub(super) const KEY_SECRET: &str = "EnLs21M47BllR3X8PSFtjtbd";

/// A body as it is published.
macro_rules! body {
    ($name:literal) => {
        include_str!(concat!("razorpay/", $name, ".json"))
    };
}
pub(super) use body;

pub(super) fn inr(amount_minor: i64) -> Money {
    Money::new(amount_minor, Currency::INR)
}

pub(super) fn order_id(text: &str) -> GatewayOrderId {
    GatewayOrderId::parse(text).unwrap()
}

pub(super) fn payment_id(text: &str) -> GatewayPaymentId {
    GatewayPaymentId::parse(text).unwrap()
}

pub(super) fn refund_id(text: &str) -> GatewayRefundId {
    GatewayRefundId::parse(text).unwrap()
}

pub(super) fn at(unix_s: i64) -> Timestamp {
    Timestamp(0) + Span::from_secs(unix_s)
}

/// An order of ours over the amount of the published one.
pub(super) fn new_order() -> NewOrder {
    NewOrder { id: OrderId(Uuid::from_u128(0x0199_c0de_8f6b_7000_8000_0000_0000_0001)), price: inr(5_000) }
}

/// A refund of ours over the amount of the published one.
pub(super) fn refund_ask() -> RefundAsk {
    RefundAsk {
        id: RefundId(Uuid::from_u128(0x0199_c0de_8f6b_7000_8000_0000_0000_0002)),
        payment: payment_id("pay_29QQoUBi66xm2f"),
        money: inr(500_100),
    }
}

/// A published body with one of its fields changed.
pub(super) fn with(body: &str, field: &str, value: impl Into<Value>) -> String {
    let mut read: Value = serde_json::from_str(body).unwrap();
    *read.pointer_mut(field).unwrap_or_else(|| panic!("{field} is missing in {body}")) = value.into();
    read.to_string()
}

/// The published order as the gateway would answer it for ours.
pub(super) fn our_order() -> String {
    with(body!("order"), "/receipt", new_order().id.to_string())
}

/// The published refund as the gateway would answer it for ours.
pub(super) fn our_refund() -> String {
    with(body!("refund"), "/receipt", refund_ask().id.to_string())
}

/// An error with this sentence.
pub(super) fn refusal(sentence: &str) -> String {
    with(body!("error_amount"), "/error/description", sentence)
}

pub(super) fn refused<T: std::fmt::Debug>(result: Result<T, GatewayError>) -> Refusal {
    match result.unwrap_err() {
        GatewayError::Refused(refusal) => refusal,
        other => panic!("{other}"),
    }
}
