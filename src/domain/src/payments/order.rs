//! An order: what a person placed with us, with every try to pay it and all that was given back.
//!
//! It is loaded, stepped and stored as one. Phases only go forward, except that an order that was closed or under
//! review becomes paid when its money arrives after all.

use super::payment::{Capture, Payment, PaymentStatus, Role};
use super::reference::{GatewayName, GatewayOrderId, GatewayPaymentId};
use super::refund::{AccessPolicy, Refund, RefundStatus};
use super::word::words;
use crate::id::{AccountId, ExamId, OrderId};
use crate::money::Money;
use crate::time::Timestamp;

/// What is bought.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    /// Access to the sittings of an exam.
    Exam(ExamId),
}

/// An order with everything that decides about it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Order {
    /// Ours; the gateway has it as receipt.
    pub id: OrderId,
    /// Who placed it.
    pub account: AccountId,
    /// What is bought.
    pub subject: Subject,
    /// What has to be paid, as it was when it was placed.
    pub price: Money,
    /// For how many days access is bought.
    pub access_days: u32,
    /// Who takes the money.
    pub gateway: GatewayName,
    /// Where it stands.
    pub phase: Phase,
    /// The gateway's record of it, once known.
    pub gateway_order: Option<GatewayOrderId>,
    /// Every try to pay that we know of, in the order in which they became known.
    pub payments: Vec<Payment>,
    /// Everything that was or will be given back, in the order in which it was decided.
    pub refunds: Vec<Refund>,
    /// When the gateway's books are read next, if nothing else happens; `None` when there is nothing to look for.
    pub look_at: Option<Timestamp>,
    /// How often they were read in vain since there was news.
    pub looks: u32,
    /// When there was news last: the gateway had done something, or somebody had decided something.
    pub news_at: Timestamp,
    /// When it was placed.
    pub created_at: Timestamp,
    /// When it changed last.
    pub updated_at: Timestamp,
    /// From then on nobody is sent to the checkout any more.
    pub expires_at: Timestamp,
    /// Grows by one with each change, whether or not there is something to tell of it.
    pub version: i64,
    /// The number of the last event of its timeline, which are numbered from one without a hole.
    pub events: i64,
}

/// Where an order stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Phase {
    /// The gateway has to open its own.
    Opening(Opening),
    /// It can be paid.
    Open,
    /// A payment was captured and access follows from it.
    Paid,
    /// It is not to be paid any more. What is paid nevertheless is granted if it can be, and given back otherwise.
    Closed(Closing),
    /// A person has to decide.
    Review(ReviewReason),
}

words! {
    /// How far the gateway's own order is.
    Opening {
        /// It has to be asked for.
        Due = "due",
        /// It was asked for, and whether it is there is not known.
        Unknown = "unknown",
    }
}

words! {
    /// Why an order is not to be paid any more.
    Closing {
        /// Nobody paid in time.
        Expired = "expired",
        /// The gateway did not take it.
        Refused = "refused",
        /// Who placed it called it off.
        Cancelled = "cancelled",
        /// It was paid when there was nothing left to be granted; the money goes back.
        NotGrantable = "not_grantable",
        /// A person decided that the money goes back.
        Returned = "returned",
    }
}

words! {
    /// What a person has to decide about.
    ReviewReason {
        /// Another amount was paid.
        AmountMismatch = "amount_mismatch",
        /// Another currency was paid.
        CurrencyMismatch = "currency_mismatch",
        /// The gateway holds the money and will not let us capture it.
        CaptureRefused = "capture_refused",
    }
}

/// Whether an order gives access.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Entitlement {
    /// It has not been paid.
    None,
    /// It is paid.
    Granted,
    /// It was paid, and access was taken back with the money.
    Withdrawn,
}

impl Subject {
    /// The word for its kind in rows.
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Exam(_) => "exam",
        }
    }
}

impl Phase {
    /// The word for this phase in rows.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Opening(_) => "opening",
            Self::Open => "open",
            Self::Paid => "paid",
            Self::Closed(_) => "closed",
            Self::Review(_) => "review",
        }
    }

    /// The word beside it in rows.
    pub const fn detail(self) -> Option<&'static str> {
        match self {
            Self::Opening(opening) => Some(opening.name()),
            Self::Open | Self::Paid => None,
            Self::Closed(closing) => Some(closing.name()),
            Self::Review(reason) => Some(reason.name()),
        }
    }

    /// What the two words in a row mean.
    pub fn parse(name: &str, detail: Option<&str>) -> Option<Self> {
        match (name, detail) {
            ("opening", Some(word)) => Opening::parse(word).map(Self::Opening),
            ("open", None) => Some(Self::Open),
            ("paid", None) => Some(Self::Paid),
            ("closed", Some(word)) => Closing::parse(word).map(Self::Closed),
            ("review", Some(word)) => ReviewReason::parse(word).map(Self::Review),
            _ => None,
        }
    }
}

impl Order {
    /// The payment that access rests on.
    pub fn kept(&self) -> Option<&Payment> {
        self.payments.iter().find(|payment| payment.role == Role::Kept)
    }

    /// A try to pay.
    pub fn payment(&self, id: &GatewayPaymentId) -> Option<&Payment> {
        self.payments.iter().find(|payment| payment.id == *id)
    }

    /// Whether it gives access. That is taken back as soon as somebody asks for it together with the money, and comes back if
    /// the money does not leave.
    pub fn entitlement(&self) -> Entitlement {
        let revoked = self.refunds.iter().any(|refund| refund.policy == AccessPolicy::Revoke && refund.counts());
        match self.phase {
            Phase::Paid if revoked => Entitlement::Withdrawn,
            Phase::Paid => Entitlement::Granted,
            Phase::Opening(_) | Phase::Open | Phase::Closed(_) | Phase::Review(_) => Entitlement::None,
        }
    }

    /// Whether the person may be sent to the checkout.
    pub fn takes_payment(&self, now: Timestamp) -> bool {
        self.phase == Phase::Open && now < self.expires_at
    }

    /// Whether it stands in the way of another order for the same.
    pub const fn is_open(&self) -> bool {
        matches!(self.phase, Phase::Opening(_) | Phase::Open)
    }

    /// Whether money is held, or may be.
    pub fn has_payment_under_way(&self) -> bool {
        self.payments.iter().any(Payment::is_under_way)
    }

    /// What can still be given back of a payment: what was captured without what has left or is on its way.
    pub fn left_of(&self, payment: &Payment) -> Money {
        let taken = if payment.status.is_captured() { payment.money.amount_minor } else { 0 };
        let given: i64 = self.refunds_of(&payment.id).filter(|refund| refund.counts()).map(amount).sum();
        Money::new(taken.saturating_sub(given).max(0), payment.money.currency)
    }

    /// Whether money should go back and every try to send it has failed: only a person can help.
    pub fn is_stuck(&self) -> bool {
        let surplus = self.payments.iter().filter(|payment| payment.role == Role::Surplus);
        surplus
            .filter(|payment| self.left_of(payment).is_positive())
            .any(|payment| !self.refunds_of(&payment.id).any(Refund::is_under_way))
    }

    /// What has left of a payment.
    pub fn returned_of(&self, payment: &Payment) -> Money {
        let left = self.refunds_of(&payment.id).filter(|refund| refund.status == RefundStatus::Processed);
        Money::new(left.map(amount).sum(), payment.money.currency)
    }

    /// What can still be given back of the payment that access rests on.
    pub fn refundable(&self) -> Money {
        self.kept().map_or(Money::zero(self.price.currency), |kept| self.left_of(kept))
    }

    /// When the payment that access rests on was captured.
    pub fn paid_at(&self) -> Option<Timestamp> {
        self.kept().and_then(|kept| kept.captured_at)
    }

    /// Everything given back of a payment.
    pub fn refunds_of<'a>(&'a self, payment: &'a GatewayPaymentId) -> impl Iterator<Item = &'a Refund> {
        self.refunds.iter().filter(move |refund| refund.payment == *payment)
    }
}

impl Payment {
    /// Whether its money is held, or may be, and is wanted.
    pub const fn is_under_way(&self) -> bool {
        let wanted = matches!(self.capture, Capture::Due | Capture::Unknown);
        wanted && matches!(self.status, PaymentStatus::Created | PaymentStatus::Authorized)
    }
}

fn amount(refund: &Refund) -> i64 {
    refund.money.amount_minor
}
