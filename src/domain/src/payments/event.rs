//! What happened to an order: the rows of its timeline, and what the ledger follows.

use super::command::Decision;
use super::order::{Closing, ReviewReason};
use super::payment::PaymentStatus;
use super::reference::{GatewayOrderId, GatewayPaymentId, GatewayRefundId};
use super::refund::{AccessPolicy, RefundKind};
use crate::id::RefundId;
use crate::money::Money;
use serde::{Deserialize, Serialize};

macro_rules! events {
    ($($(#[$doc:meta])* $variant:ident = $kind:literal
        $({ $($(#[$field_doc:meta])* $field:ident: $of:ty),+ $(,)? })?),+ $(,)?) => {
        /// What happened to an order. Serialises to `{"kind": …, "detail": {…}}`, two columns of its timeline.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(tag = "kind", content = "detail")]
        pub enum Event {
            $($(#[$doc])* #[serde(rename = $kind)] $variant { $($($(#[$field_doc])* $field: $of),+)? }),+
        }

        impl Event {
            /// The words of all kinds.
            pub const KINDS: &[&str] = &[$($kind),+];

            /// The word for this kind in rows and on wires.
            pub const fn kind(&self) -> &'static str {
                match self {
                    $(Self::$variant { .. } => $kind),+
                }
            }
        }
    };
}

events! {
    /// A person placed the order.
    Placed = "placed" {
        /// What has to be paid.
        price: Money,
    },
    /// The gateway has its own order; it can be paid.
    GatewayOrderOpened = "gateway_order_opened" {
        /// Its name there.
        gateway_order: GatewayOrderId,
    },
    /// The gateway will not have it.
    GatewayOrderRefused = "gateway_order_refused" {
        /// In the gateway's word.
        code: String,
    },
    /// Whether the gateway has an order is not known.
    OpeningUnknown = "opening_unknown",
    /// The gateway has none and is asked again.
    GatewayOrderMissing = "gateway_order_missing",
    /// A person came back from the checkout with the gateway's signature.
    CheckoutSigned = "checkout_signed" {
        /// The payment.
        payment: GatewayPaymentId,
    },
    /// A payment became known or moved on.
    PaymentNoted = "payment_noted" {
        /// The payment.
        payment: GatewayPaymentId,
        /// How far it has come.
        status: PaymentStatus,
        /// What it is about.
        money: Money,
    },
    /// A message named another amount than what was agreed or what the books say; it had no other effect than that the books
    /// are read.
    MismatchReported = "mismatch_reported" {
        /// The payment.
        payment: GatewayPaymentId,
        /// What the message named.
        money: Money,
    },
    /// A payment is to be captured.
    CaptureWanted = "capture_wanted" {
        /// The payment.
        payment: GatewayPaymentId,
        /// All of it.
        money: Money,
    },
    /// Whether a payment was captured is not known.
    CaptureUnknown = "capture_unknown" {
        /// The payment.
        payment: GatewayPaymentId,
    },
    /// The gateway will not capture a payment.
    CaptureRefused = "capture_refused" {
        /// The payment.
        payment: GatewayPaymentId,
        /// In the gateway's word.
        code: String,
    },
    /// A payment was captured, and access rests on it.
    PaymentKept = "payment_kept" {
        /// The payment.
        payment: GatewayPaymentId,
        /// What was captured.
        money: Money,
    },
    /// A payment was captured that is not wanted.
    PaymentSurplus = "payment_surplus" {
        /// The payment.
        payment: GatewayPaymentId,
        /// What was captured.
        money: Money,
        /// Why it is not wanted.
        why: RefundKind,
    },
    /// A payment was captured that is not what was asked for.
    PaymentParked = "payment_parked" {
        /// The payment.
        payment: GatewayPaymentId,
        /// What was captured.
        money: Money,
    },
    /// Parked money was taken for the price, and access rests on it.
    ParkedKept = "parked_kept" {
        /// The payment.
        payment: GatewayPaymentId,
        /// What was captured.
        money: Money,
    },
    /// Parked money is to go back.
    ParkedReturned = "parked_returned" {
        /// The payment.
        payment: GatewayPaymentId,
        /// What was captured.
        money: Money,
    },
    /// The gateway told what it keeps of a captured payment.
    FeeNoted = "fee_noted" {
        /// The payment.
        payment: GatewayPaymentId,
        /// What it keeps, tax included.
        fee: Money,
    },
    /// Money is to be given back.
    RefundAsked = "refund_asked" {
        /// The refund.
        refund: RefundId,
        /// Of which payment.
        payment: GatewayPaymentId,
        /// How much.
        money: Money,
        /// What it does to access.
        policy: AccessPolicy,
        /// Why.
        why: RefundKind,
        /// Whether it is taken from what was earned.
        earned: bool,
    },
    /// Whether the gateway took a refund is not known.
    RefundUnknown = "refund_unknown" {
        /// The refund.
        refund: RefundId,
    },
    /// The gateway has not got a refund and is asked again.
    RefundMissing = "refund_missing" {
        /// The refund.
        refund: RefundId,
    },
    /// The gateway works on a refund.
    RefundPending = "refund_pending" {
        /// The refund.
        refund: RefundId,
        /// The gateway's name for it.
        gateway_refund: GatewayRefundId,
    },
    /// The money has left.
    RefundProcessed = "refund_processed" {
        /// The refund.
        refund: RefundId,
        /// The gateway's name for it.
        gateway_refund: GatewayRefundId,
        /// How much.
        money: Money,
    },
    /// The money did not leave.
    RefundFailed = "refund_failed" {
        /// The refund.
        refund: RefundId,
        /// How much.
        money: Money,
        /// In the gateway's word, or ours.
        code: String,
        /// Whether it was taken from what was earned, and is earned again.
        earned: bool,
    },
    /// Access follows from the order.
    AccessGranted = "access_granted" {
        /// For how many days.
        days: u32,
    },
    /// Access ends with the refund.
    AccessWithdrawn = "access_withdrawn",
    /// Access is back since the refund failed.
    AccessRestored = "access_restored",
    /// A person has to decide.
    Parked = "parked" {
        /// About what.
        reason: ReviewReason,
    },
    /// A person decided.
    Resolved = "resolved" {
        /// How.
        decision: Decision,
        /// Why.
        reason: String,
    },
    /// It is not to be paid any more.
    Closed = "closed" {
        /// Why.
        closing: Closing,
    },
}

impl Event {
    /// The timeline's detail column: a JSON object.
    pub fn detail(&self) -> serde_json::Value {
        match serde_json::to_value(self) {
            Ok(mut tagged) => tagged["detail"].take(),
            Err(why) => unreachable!("integers and text always serialise: {why}"),
        }
    }

    /// An event from the timeline's two columns.
    ///
    /// # Errors
    /// When they hold no event that this version knows.
    pub fn from_row(kind: &str, detail: serde_json::Value) -> Result<Self, serde_json::Error> {
        serde_json::from_value(serde_json::json!({ "kind": kind, "detail": detail }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;

    #[test]
    fn an_event_survives_its_two_columns() {
        let payment = GatewayPaymentId::parse("pay_1").unwrap();
        let money = Money::new(49_900, Currency::INR);
        for event in [
            Event::PaymentNoted { payment: payment.clone(), status: PaymentStatus::Authorized, money },
            Event::OpeningUnknown {},
            Event::Parked { reason: ReviewReason::AmountMismatch },
        ] {
            assert!(event.detail().is_object(), "{event:?}");
            assert_eq!(Event::from_row(event.kind(), event.detail()).unwrap(), event);
        }
        let noted = Event::PaymentNoted { payment, status: PaymentStatus::Authorized, money };
        let money = serde_json::json!({ "amount_minor": 49_900, "currency": "INR" });
        assert_eq!(noted.detail(), serde_json::json!({ "payment": "pay_1", "status": "authorized", "money": money }));
        assert!(Event::from_row("unheard_of", serde_json::json!({})).is_err());
    }
}
