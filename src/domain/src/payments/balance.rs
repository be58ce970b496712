//! What the ledger of an order has to come to: reckoned from the order as it stands, without looking at any line.
//!
//! Whoever proves the books compares the two. They are reckoned in different ways on purpose.

use super::ledger::LedgerAccount;
use super::order::Order;
use super::payment::{Payment, Role};
use super::refund::{Refund, RefundStatus};
use crate::money::Currency;
use std::collections::BTreeMap;

/// Signed amounts in minor units; what comes to nothing is not there.
pub type Balances = BTreeMap<(Currency, LedgerAccount), i128>;

/// What an order's ledger has to come to.
pub fn balances(order: &Order) -> Balances {
    let mut sums = Balances::new();
    for payment in order.payments.iter().filter(|payment| payment.status.is_captured()) {
        add_payment(&mut sums, order, payment);
    }
    sums.retain(|_, amount| *amount != 0);
    sums
}

fn add_payment(sums: &mut Balances, order: &Order, payment: &Payment) {
    let mut add = |account, amount: i128| *sums.entry((payment.money.currency, account)).or_default() += amount;
    let (paid, fee) = (i128::from(payment.money.amount_minor), i128::from(payment.fee_minor.unwrap_or(0)));
    let gone = refunded(order, payment, |refund| refund.status == RefundStatus::Processed);
    let going = refunded(order, payment, Refund::is_under_way);
    add(LedgerAccount::GatewayReceivable, paid - gone - fee);
    add(LedgerAccount::GatewayFees, fee);
    match payment.role {
        Role::Kept => {
            add(LedgerAccount::ExamRevenue, -(paid - gone - going));
            add(LedgerAccount::RefundsPayable, -going);
        }
        // All of it goes back, whether or not that has begun.
        Role::Surplus => add(LedgerAccount::RefundsPayable, -(paid - gone)),
        Role::Parked => add(LedgerAccount::Suspense, -(paid - gone)),
        // A captured payment gets another role in the same step; it would show as what no account explains.
        Role::Try => {}
    }
}

fn refunded(order: &Order, payment: &Payment, counts: impl Fn(&Refund) -> bool) -> i128 {
    let counted = order.refunds_of(&payment.id).filter(|refund| counts(refund));
    counted.map(|refund| i128::from(refund.money.amount_minor)).sum()
}
