//! Money that goes back: how far it is, why, and what it does to access.

use super::reference::{GatewayPaymentId, GatewayRefundId};
use super::word::words;
use crate::id::{AccountId, OrderId, RefundId};
use crate::money::Money;
use crate::text::BoundedText;
use crate::time::Timestamp;
use sha2::{Digest, Sha256};
use uuid::Builder;

/// How often a refund that has to be made is tried before a person has to look.
pub const REFUND_TRIES_MAX: usize = 5;

/// Why an admin did something; at least three characters, since somebody will read it in a year.
pub type Why = BoundedText<3, 500>;

words! {
    /// How far a refund is.
    RefundStatus {
        /// The gateway has to be asked.
        Due = "due",
        /// It was asked, and whether it took it is not known.
        Unknown = "unknown",
        /// The gateway works on it.
        Pending = "pending",
        /// The money has left.
        Processed = "processed",
        /// It did not leave; there is room for another refund.
        Failed = "failed",
    }
}

words! {
    /// What a refund does to access.
    AccessPolicy {
        /// It stays.
        Keep = "keep",
        /// It ends.
        Revoke = "revoke",
    }
}

words! {
    /// The kinds of reasons for refunds.
    RefundKind {
        /// The order was paid already.
        Surplus = "surplus",
        /// There was nothing left to be granted.
        NotGrantable = "not_grantable",
        /// A person decided that parked money goes back.
        Review = "review",
        /// An admin asked for it.
        Admin = "admin",
        /// Somebody made it at the gateway, without us.
        External = "external",
    }
}

/// Money that goes back.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Refund {
    /// Ours; the gateway has it as receipt and key.
    pub id: RefundId,
    /// Which payment it is taken from.
    pub payment: GatewayPaymentId,
    /// How much.
    pub money: Money,
    /// What it does to access.
    pub policy: AccessPolicy,
    /// Why.
    pub kind: RefundKind,
    /// In whose words, where a person asked.
    pub reason: Option<Why>,
    /// Who asked, where a person did.
    pub requested_by: Option<AccountId>,
    /// How far it is.
    pub status: RefundStatus,
    /// The gateway's name for it, once known.
    pub gateway_refund: Option<GatewayRefundId>,
    /// When it was decided.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// What a gateway says of a refund.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SeenRefund {
    /// The gateway's name for it.
    pub id: GatewayRefundId,
    /// Which payment it is taken from.
    pub payment: GatewayPaymentId,
    /// Which of ours it is, where it carries our name.
    pub ours: Option<RefundId>,
    /// How far it is.
    pub progress: Progress,
    /// How much.
    pub money: Money,
}

words! {
    /// How far a gateway says that a refund is.
    Progress {
        /// Under way.
        Pending = "pending",
        /// It left.
        Processed = "processed",
        /// It did not leave.
        Failed = "failed",
    }
}

impl Refund {
    /// Whether its money is gone or may go.
    pub const fn counts(&self) -> bool {
        match self.status {
            RefundStatus::Due | RefundStatus::Unknown | RefundStatus::Pending | RefundStatus::Processed => true,
            RefundStatus::Failed => false,
        }
    }

    /// Whether something is still to be done or to be heard of it.
    pub const fn is_under_way(&self) -> bool {
        match self.status {
            RefundStatus::Due | RefundStatus::Unknown | RefundStatus::Pending => true,
            RefundStatus::Processed | RefundStatus::Failed => false,
        }
    }
}

impl Progress {
    /// The status that follows.
    pub const fn status(self) -> RefundStatus {
        match self {
            Self::Pending => RefundStatus::Pending,
            Self::Processed => RefundStatus::Processed,
            Self::Failed => RefundStatus::Failed,
        }
    }
}

/// The name of a refund that follows from the order itself: whoever decides on it, twice at the same time too, gives it the
/// same name, which the gateway recognises.
pub fn follows(order: OrderId, what: &str, nth: usize) -> RefundId {
    let mut hash = Sha256::new();
    hash.update(b"examhall refund\0");
    hash.update(order.0.as_bytes());
    hash.update(what.as_bytes());
    hash.update([0]);
    hash.update(u64::try_from(nth).unwrap_or(u64::MAX).to_be_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash.finalize()[..16]);
    RefundId(Builder::from_custom_bytes(bytes).into_uuid())
}
