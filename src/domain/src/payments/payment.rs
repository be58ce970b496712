//! A try to pay an order: how far the gateway says it has come, and what it is to us.

use super::reference::{GatewayOrderId, GatewayPaymentId};
use super::word::words;
use crate::money::Money;
use crate::time::Timestamp;

words! {
    /// How far a payment has come. It moves forward in this order only: a failed payment may still be authorised (late
    /// authorisation), but nothing unmakes a capture.
    PaymentStatus {
        /// Under way at the gateway.
        Created = "created",
        /// It failed, which may still change.
        Failed = "failed",
        /// The money is held and has to be captured.
        Authorized = "authorized",
        /// The money was held and let go without ever being ours.
        Released = "released",
        /// The money is ours.
        Captured = "captured",
        /// The gateway says that all of it was given back after it was ours.
        Refunded = "refunded",
    }
}

words! {
    /// What a payment is to its order.
    Role {
        /// One of any number of tries.
        Try = "try",
        /// Access rests on it; at most one.
        Kept = "kept",
        /// It is not wanted; what is captured of it goes back.
        Surplus = "surplus",
        /// It is not what was asked for; a person decides.
        Parked = "parked",
    }
}

words! {
    /// What became of our wish to capture.
    Capture {
        /// There is none.
        NotAsked = "not_asked",
        /// The gateway has to be asked.
        Due = "due",
        /// Whether the money was taken is not known.
        Unknown = "unknown",
        /// The gateway said no.
        Refused = "refused",
    }
}

/// A try to pay.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Payment {
    /// The gateway's name for it.
    pub id: GatewayPaymentId,
    /// How far it has come.
    pub status: PaymentStatus,
    /// What it is to the order.
    pub role: Role,
    /// What became of our wish to capture it.
    pub capture: Capture,
    /// What it is about; the order's price while only its name is known.
    pub money: Money,
    /// How it was paid: `card`, `upi`.
    pub method: Option<String>,
    /// What the gateway keeps of it, tax included, once captured; in the minor units of its currency.
    pub fee_minor: Option<i64>,
    /// The tax within the fee.
    pub tax_minor: Option<i64>,
    /// Why it failed, in the gateway's word.
    pub error_code: Option<String>,
    /// When we first heard of it.
    pub seen_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// When we learned that it was captured.
    pub captured_at: Option<Timestamp>,
}

/// What a gateway says of a payment.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SeenPayment {
    /// The gateway's name for it.
    pub id: GatewayPaymentId,
    /// The gateway's order that it is for.
    pub order: Option<GatewayOrderId>,
    /// How far it had come.
    pub status: PaymentStatus,
    /// What it is about.
    pub money: Money,
    /// How it was paid.
    pub method: Option<String>,
    /// What the gateway keeps of it, tax included.
    pub fee_minor: Option<i64>,
    /// The tax within the fee.
    pub tax_minor: Option<i64>,
    /// Why it failed.
    pub error_code: Option<String>,
}

words! {
    /// How a statement of the gateway reached us. What differs from what was agreed is believed only from its books.
    Witness {
        /// It was sent to us, signed: a picture of some moment.
        Message = "message",
        /// We asked.
        Books = "books",
    }
}

impl PaymentStatus {
    /// Whether the money became ours.
    pub const fn is_captured(self) -> bool {
        match self {
            Self::Captured | Self::Refunded => true,
            Self::Created | Self::Failed | Self::Authorized | Self::Released => false,
        }
    }

    /// Whether money is or was in play.
    pub const fn has_money(self) -> bool {
        match self {
            Self::Authorized | Self::Captured | Self::Refunded => true,
            Self::Created | Self::Failed | Self::Released => false,
        }
    }
}

impl Payment {
    /// A try of which only the name is known.
    pub fn named(id: GatewayPaymentId, price: Money, now: Timestamp) -> Self {
        Self {
            id,
            status: PaymentStatus::Created,
            role: Role::Try,
            capture: Capture::NotAsked,
            money: price,
            method: None,
            fee_minor: None,
            tax_minor: None,
            error_code: None,
            seen_at: now,
            updated_at: now,
            captured_at: None,
        }
    }
}
