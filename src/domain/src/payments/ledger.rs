//! The ledger: what each event means in double entry, over a fixed list of accounts.
//!
//! There is no running balance to fight over; a balance is a sum. Lines are signed, and those of one entry sum to nothing
//! in each currency. What the gateway owes us is always what it captured for us, less what it sent back and what it keeps.

use super::event::Event;
use super::word::words;
use crate::money::Money;

words! {
    /// The accounts.
    LedgerAccount {
        /// What the gateway owes us.
        GatewayReceivable = "gateway_receivable",
        /// What was earned.
        ExamRevenue = "exam_revenue",
        /// What we owe to people.
        RefundsPayable = "refunds_payable",
        /// What gateways keep.
        GatewayFees = "gateway_fees",
        /// Money of which a person has to decide whose it is.
        Suspense = "suspense",
    }
}

/// One line of an entry: positive is a debit, negative a credit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LedgerLine {
    /// Where it stands.
    pub account: LedgerAccount,
    /// How much.
    pub money: Money,
}

/// The lines of the entry that an event makes; none for an event that moves no money.
pub fn postings(event: &Event) -> Vec<LedgerLine> {
    use LedgerAccount::{ExamRevenue, GatewayFees, GatewayReceivable, RefundsPayable, Suspense};
    let (debit, credit, money) = match event {
        Event::PaymentKept { money, .. } => (GatewayReceivable, ExamRevenue, *money),
        Event::PaymentSurplus { money, .. } => (GatewayReceivable, RefundsPayable, *money),
        Event::PaymentParked { money, .. } => (GatewayReceivable, Suspense, *money),
        Event::ParkedKept { money, .. } => (Suspense, ExamRevenue, *money),
        Event::ParkedReturned { money, .. } => (Suspense, RefundsPayable, *money),
        Event::FeeNoted { fee, .. } => (GatewayFees, GatewayReceivable, *fee),
        Event::RefundAsked { money, earned: true, .. } => (ExamRevenue, RefundsPayable, *money),
        Event::RefundFailed { money, earned: true, .. } => (RefundsPayable, ExamRevenue, *money),
        Event::RefundProcessed { money, .. } => (RefundsPayable, GatewayReceivable, *money),
        Event::RefundAsked { earned: false, .. }
        | Event::RefundFailed { earned: false, .. }
        | Event::Placed { .. }
        | Event::GatewayOrderOpened { .. }
        | Event::GatewayOrderRefused { .. }
        | Event::OpeningUnknown {}
        | Event::GatewayOrderMissing {}
        | Event::CheckoutSigned { .. }
        | Event::PaymentNoted { .. }
        | Event::MismatchReported { .. }
        | Event::CaptureWanted { .. }
        | Event::CaptureUnknown { .. }
        | Event::CaptureRefused { .. }
        | Event::RefundUnknown { .. }
        | Event::RefundMissing { .. }
        | Event::RefundPending { .. }
        | Event::AccessGranted { .. }
        | Event::AccessWithdrawn {}
        | Event::AccessRestored {}
        | Event::Parked { .. }
        | Event::Resolved { .. }
        | Event::Closed { .. } => return Vec::new(),
    };
    entry(debit, credit, money)
}

/// An amount that has no opposite in 64 bits is no amount that anybody paid; it would make half an entry, so it makes none.
fn entry(debit: LedgerAccount, credit: LedgerAccount, money: Money) -> Vec<LedgerLine> {
    match money.negated() {
        Ok(opposite) if money.amount_minor != 0 => {
            vec![LedgerLine { account: debit, money }, LedgerLine { account: credit, money: opposite }]
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::RefundId;
    use crate::money::Currency;
    use crate::payments::reference::{GatewayPaymentId, GatewayRefundId};
    use crate::payments::refund::{AccessPolicy, RefundKind};
    use uuid::Uuid;

    fn inr(amount: i64) -> Money {
        Money::new(amount, Currency::INR)
    }

    fn payment() -> GatewayPaymentId {
        GatewayPaymentId::parse("pay_1").unwrap()
    }

    fn asked(money: Money, earned: bool) -> Event {
        Event::RefundAsked {
            refund: RefundId(Uuid::from_u128(1)),
            payment: payment(),
            money,
            policy: AccessPolicy::Keep,
            why: RefundKind::Admin,
            earned,
        }
    }

    fn processed(money: Money) -> Event {
        let gateway_refund = GatewayRefundId::parse("rfnd_1").unwrap();
        Event::RefundProcessed { refund: RefundId(Uuid::from_u128(1)), gateway_refund, money }
    }

    fn balance(events: &[Event], account: LedgerAccount) -> i64 {
        let lines = events.iter().flat_map(postings).filter(|line| line.account == account);
        lines.map(|line| line.money.amount_minor).sum()
    }

    #[test]
    fn a_sale_with_its_fee_and_a_partial_refund_leaves_what_the_gateway_owes() {
        let sale = [
            Event::PaymentKept { payment: payment(), money: inr(49_900) },
            Event::FeeNoted { payment: payment(), fee: inr(1_178) },
            asked(inr(10_000), true),
            processed(inr(10_000)),
        ];
        assert_eq!(balance(&sale, LedgerAccount::GatewayReceivable), 49_900 - 1_178 - 10_000);
        assert_eq!(balance(&sale, LedgerAccount::ExamRevenue), -39_900);
        assert_eq!(balance(&sale, LedgerAccount::GatewayFees), 1_178);
        assert_eq!(balance(&sale, LedgerAccount::RefundsPayable), 0);
    }

    #[test]
    fn money_that_is_not_wanted_never_counts_as_earned() {
        let surplus = Event::PaymentSurplus { payment: payment(), money: inr(5), why: RefundKind::Surplus };
        let events = [surplus, asked(inr(5), false), processed(inr(5))];
        for account in LedgerAccount::ALL {
            assert_eq!(balance(&events, *account), 0, "{account:?}");
        }
        assert!(events.iter().flat_map(postings).all(|line| line.account != LedgerAccount::ExamRevenue));
    }

    #[test]
    fn parked_money_waits_in_suspense() {
        let parked = [Event::PaymentParked { payment: payment(), money: inr(7) }];
        assert_eq!(balance(&parked, LedgerAccount::Suspense), -7);
        let kept = [parked[0].clone(), Event::ParkedKept { payment: payment(), money: inr(7) }];
        assert_eq!(balance(&kept, LedgerAccount::Suspense), 0);
        assert_eq!(balance(&kept, LedgerAccount::ExamRevenue), -7);
    }

    #[test]
    fn half_an_entry_is_never_made() {
        for amount in [0, i64::MIN] {
            assert!(postings(&Event::PaymentKept { payment: payment(), money: inr(amount) }).is_empty());
        }
    }
}
