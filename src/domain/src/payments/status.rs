//! What an order is called towards people: one word for phase, payments and refunds together.

use super::order::{Closing, Order, Phase};
use super::payment::Payment;
use super::refund::Refund;
use super::word::words;

words! {
    /// The words.
    OrderStatus {
        /// The gateway is being asked.
        Opening = "opening",
        /// It can be paid.
        AwaitingPayment = "awaiting_payment",
        /// Money is held, or may be.
        Authorized = "authorized",
        /// It is paid.
        Paid = "paid",
        /// Some of the money went back.
        PartiallyRefunded = "partially_refunded",
        /// Money is on its way back.
        Refunding = "refunding",
        /// All of the money went back.
        Refunded = "refunded",
        /// The gateway did not take it.
        Failed = "failed",
        /// Nobody paid in time.
        Expired = "expired",
        /// It was called off.
        Cancelled = "cancelled",
        /// A person has to decide.
        Review = "review",
    }
}

impl Order {
    /// What it is called.
    pub fn status(&self) -> OrderStatus {
        match self.phase {
            Phase::Opening(_) => OrderStatus::Opening,
            Phase::Open if self.has_payment_under_way() => OrderStatus::Authorized,
            Phase::Open => OrderStatus::AwaitingPayment,
            Phase::Paid => self.kept().and_then(|kept| self.going_back(kept)).unwrap_or(OrderStatus::Paid),
            Phase::Closed(closing) => self.closed(closing),
            Phase::Review(_) => OrderStatus::Review,
        }
    }

    /// How far the money of a payment has gone back; nothing when none has or will.
    fn going_back(&self, payment: &Payment) -> Option<OrderStatus> {
        if self.refunds_of(&payment.id).any(Refund::is_under_way) {
            return Some(OrderStatus::Refunding);
        }
        let returned = self.returned_of(payment).amount_minor;
        match returned {
            0 => None,
            _ if returned < payment.money.amount_minor => Some(OrderStatus::PartiallyRefunded),
            _ => Some(OrderStatus::Refunded),
        }
    }

    /// A closed order was mostly never paid; where it was, what matters is that the money goes back.
    fn closed(&self, closing: Closing) -> OrderStatus {
        let captured = self.payments.iter().filter(|payment| payment.status.is_captured());
        let words: Vec<_> = captured.map(|payment| self.going_back(payment)).collect();
        if words.iter().any(|word| *word != Some(OrderStatus::Refunded)) {
            return OrderStatus::Refunding;
        }
        if !words.is_empty() {
            return OrderStatus::Refunded;
        }
        if self.has_payment_under_way() {
            return OrderStatus::Authorized;
        }
        match closing {
            Closing::Expired => OrderStatus::Expired,
            Closing::Cancelled => OrderStatus::Cancelled,
            Closing::Refused | Closing::NotGrantable | Closing::Returned => OrderStatus::Failed,
        }
    }
}
