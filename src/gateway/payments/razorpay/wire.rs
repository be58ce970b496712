//! Bodies as the gateway writes them (<https://razorpay.com/docs/api>), and what they say in our words.
//!
//! Fields that are not used are not named, so `notes` may be a list or an object, and new ones change nothing. Which state
//! something is in, its `status` says: `captured` may be true of a payment that failed, and `amount_refunded` may count a
//! refund that did not leave.

use crate::gateway::payments::error::told;
use crate::gateway::payments::seen::{OpenedOrder, OpenedStatus};
use examhall_domain::money::{Currency, Money};
use examhall_domain::payments::{
    GatewayOrderId, GatewayPaymentId, GatewayRefundId, PaymentStatus, Progress, SeenPayment, SeenRefund,
};
use examhall_domain::time::{Span, Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What opens an order.
#[derive(Serialize)]
pub(super) struct NewOrderBody<'a> {
    pub(super) amount: i64,
    pub(super) currency: Currency,
    pub(super) receipt: &'a str,
    /// The same receipt again is the same order again.
    pub(super) unique_receipt: bool,
}

/// What captures a payment.
#[derive(Serialize)]
pub(super) struct PriceBody {
    pub(super) amount: i64,
    pub(super) currency: Currency,
}

/// What makes a refund. A field more would be refused.
#[derive(Serialize)]
pub(super) struct NewRefundBody<'a> {
    pub(super) amount: i64,
    pub(super) receipt: &'a str,
}

/// A list.
#[derive(Deserialize)]
pub(super) struct Collection<T> {
    pub(super) items: Vec<T>,
}

/// An order.
#[derive(Deserialize)]
pub(super) struct OrderBody {
    pub(super) id: GatewayOrderId,
    amount: i64,
    currency: Currency,
    receipt: Option<String>,
    pub(super) status: String,
}

/// A payment.
#[derive(Deserialize)]
pub(super) struct PaymentBody {
    pub(super) id: GatewayPaymentId,
    amount: i64,
    currency: Currency,
    pub(super) status: String,
    order_id: Option<GatewayOrderId>,
    /// Looked at only of what was refunded: money that was never captured is let go as "refunded" too.
    captured: Option<bool>,
    method: Option<String>,
    fee: Option<i64>,
    tax: Option<i64>,
    error_code: Option<String>,
    error_reason: Option<String>,
}

/// A refund.
#[derive(Deserialize)]
pub(super) struct RefundBody {
    pub(super) id: GatewayRefundId,
    amount: i64,
    currency: Currency,
    payment_id: GatewayPaymentId,
    receipt: Option<String>,
    pub(super) status: String,
}

impl OrderBody {
    pub(super) fn opened(self) -> OpenedOrder {
        let status = match self.status.as_str() {
            "paid" => OpenedStatus::Paid,
            "attempted" => OpenedStatus::Attempted,
            _ => OpenedStatus::Created,
        };
        OpenedOrder {
            id: self.id,
            ours: ours(self.receipt.as_deref()),
            price: Money::new(self.amount, self.currency),
            status,
        }
    }
}

impl PaymentBody {
    pub(super) fn seen(self) -> SeenPayment {
        // The reason says more than the code, which is almost always the same.
        let word = self.error_reason.as_deref().and_then(told).or_else(|| self.error_code.as_deref().and_then(told));
        SeenPayment {
            status: self.progress(),
            id: self.id,
            order: self.order_id,
            money: Money::new(self.amount, self.currency),
            method: self.method.as_deref().and_then(told),
            fee_minor: self.fee,
            tax_minor: self.tax,
            error_code: word,
        }
    }

    /// Of a state that is not known here nothing may be concluded, so it is the first one.
    fn progress(&self) -> PaymentStatus {
        match self.status.as_str() {
            "authorized" => PaymentStatus::Authorized,
            "captured" => PaymentStatus::Captured,
            "refunded" if self.captured == Some(false) => PaymentStatus::Released,
            "refunded" => PaymentStatus::Refunded,
            "failed" => PaymentStatus::Failed,
            _ => PaymentStatus::Created,
        }
    }
}

impl RefundBody {
    pub(super) fn seen(self) -> SeenRefund {
        let progress = match self.status.as_str() {
            "processed" => Progress::Processed,
            "failed" => Progress::Failed,
            _ => Progress::Pending,
        };
        SeenRefund {
            id: self.id,
            payment: self.payment_id,
            ours: ours(self.receipt.as_deref()),
            progress,
            money: Money::new(self.amount, self.currency),
        }
    }
}

/// An instant of seconds since 1970.
pub(super) fn instant(unix_s: i64) -> Timestamp {
    Timestamp(0) + Span::from_secs(unix_s)
}

/// Our id in a receipt. One that reads otherwise than we write it is somebody else's.
fn ours<I: From<Uuid>>(receipt: Option<&str>) -> Option<I> {
    let receipt = receipt?;
    let id = Uuid::parse_str(receipt).ok().filter(|id| !id.is_nil() && id.to_string() == receipt)?;
    Some(I::from(id))
}
