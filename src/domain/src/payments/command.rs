//! What can happen to an order, and why something cannot.

use super::payment::{SeenPayment, Witness};
use super::reference::{GatewayOrderId, GatewayPaymentId};
use super::refund::{AccessPolicy, SeenRefund, Why};
use super::waits::Waits;
use super::word::words;
use crate::id::{AccountId, RefundId};
use crate::money::Money;
use crate::time::Timestamp;

/// What can happen to an order. Callback, webhook, poll and reconciliation say the same things.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Command {
    /// The gateway has its own order.
    GatewayOrderOpened {
        /// Its name there.
        gateway_order: GatewayOrderId,
    },
    /// The gateway will not have it.
    GatewayOrderRefused {
        /// In the gateway's word.
        code: String,
    },
    /// The gateway was asked for its order, and what came of it is not known.
    OpeningUnknown,
    /// The gateway was asked for its order and has none.
    GatewayOrderMissing,
    /// A person came back from the checkout with a genuine signature over this payment and the order.
    CheckoutSigned {
        /// The payment.
        payment: GatewayPaymentId,
    },
    /// The gateway said something of a payment.
    PaymentSeen {
        /// What it said.
        seen: SeenPayment,
        /// How it reached us.
        witness: Witness,
    },
    /// The gateway said something of a refund.
    RefundSeen {
        /// What it said.
        seen: SeenRefund,
        /// How it reached us.
        witness: Witness,
    },
    /// The gateway's books were read: all payments of the order and all their refunds.
    BooksRead {
        /// All payments.
        payments: Vec<SeenPayment>,
        /// All refunds.
        refunds: Vec<SeenRefund>,
    },
    /// They could not be read.
    BooksUnread,
    /// Somebody wants them read now.
    Look,
    /// Whether a payment was captured is not known.
    CaptureUnknown {
        /// The payment.
        payment: GatewayPaymentId,
    },
    /// The gateway will not capture a payment.
    CaptureRefused {
        /// The payment.
        payment: GatewayPaymentId,
        /// In the gateway's word.
        code: String,
    },
    /// Whether a refund was taken is not known.
    RefundUnknown {
        /// The refund.
        refund: RefundId,
    },
    /// The gateway will not make a refund.
    RefundRefused {
        /// The refund.
        refund: RefundId,
        /// In the gateway's word.
        code: String,
    },
    /// An admin gives money back.
    AskRefund(AskedRefund),
    /// A person decides about parked money.
    Resolve {
        /// How.
        decision: Decision,
        /// Why.
        reason: Why,
    },
    /// Who placed it calls it off.
    Cancel,
    /// Its time is over.
    Expire,
}

/// A refund that an admin asks for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AskedRefund {
    /// The name of the new refund; the same name again is the same refund.
    pub id: RefundId,
    /// Of which payment; `None` for the one that access rests on.
    pub payment: Option<GatewayPaymentId>,
    /// How much; `None` for all that is left.
    pub money: Option<Money>,
    /// What it does to access.
    pub policy: AccessPolicy,
    /// Why.
    pub reason: Why,
    /// Who asks.
    pub by: AccountId,
}

words! {
    /// What a person decides about parked money.
    Decision {
        /// It is taken for the price: access follows.
        Grant = "grant",
        /// It goes back.
        Refund = "refund",
    }
}

/// What decides beside the order itself.
#[derive(Clone, Copy, Debug)]
pub struct Circumstances<'a> {
    /// When it happens.
    pub now: Timestamp,
    /// Whether there is something to grant, and nothing that was bought instead.
    pub grantable: bool,
    /// How long to wait before the gateway is asked again.
    pub waits: &'a Waits,
}

/// Why a command was refused. The order is unchanged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    /// The payment is for another order, or for none.
    #[error("the payment belongs to another order")]
    ForeignPayment,
    /// The gateway has another order for this one already.
    #[error("the gateway has another order for this one")]
    OtherGatewayOrder,
    /// No such payment.
    #[error("the order has no such payment")]
    UnknownPayment,
    /// No such refund.
    #[error("the order has no such refund")]
    UnknownRefund,
    /// It cannot be paid or called off any more.
    #[error("the order is not open")]
    NotOpen,
    /// Money is held or may be.
    #[error("a payment is under way")]
    PaymentUnderWay,
    /// Its time is not over.
    #[error("the order can still be paid")]
    NotDue {
        /// When it will be.
        expires_at: Timestamp,
    },
    /// Nothing waits for a person.
    #[error("nothing waits for a decision")]
    NotInReview,
    /// Nothing was captured that could be taken for the price.
    #[error("nothing was captured")]
    NothingCaptured,
    /// Nothing was captured that could be given back.
    #[error("there is nothing to give back")]
    NotRefundable,
    /// More than is left, or not more than nothing.
    #[error("the amount is not between nothing and what is left")]
    RefundOutOfRange {
        /// What is left.
        left: Money,
    },
    /// The name of a refund stands for another one.
    #[error("the refund's name stands for another refund")]
    RefundIdReused,
}
