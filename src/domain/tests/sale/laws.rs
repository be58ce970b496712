//! What must hold after every step, and what must hold in the end.

use crate::bank::FEE;
use crate::world::World;
use examhall_domain::payments::{
    Capture, Closing, Entitlement, LedgerAccount, Opening, Order, Payment, PaymentStatus, Phase, Refund, RefundStatus,
    Role, Step, balances, postings,
};

/// Nothing moves back, and what is told balances.
pub fn check_step(before: &Order, step: &Step) {
    let after = &step.order;
    assert_eq!(step.upon, before.version);
    assert_eq!(step.is_unchanged(), after == before, "{before:?} {step:?}");
    let numbers: Vec<i64> = step.numbered().map(|(seq, _)| seq).collect();
    assert_eq!(numbers, (before.events + 1..=after.events).collect::<Vec<_>>(), "events have no hole");
    assert_eq!(after.version - before.version, i64::from(!step.is_unchanged()));
    assert!(moves(before.phase, after.phase), "{:?} to {:?}", before.phase, after.phase);
    for payment in &before.payments {
        check_payment(payment, after.payment(&payment.id).unwrap());
    }
    for refund in &before.refunds {
        check_refund(refund, after.refunds.iter().find(|other| other.id == refund.id).unwrap());
    }
    for event in &step.events {
        let sum: i64 = postings(event).iter().map(|line| line.money.amount_minor).sum();
        assert_eq!(sum, 0, "{event:?}");
    }
}

/// At most one charge is kept, no more goes back than came, and access is what was told.
pub fn check(world: &World) {
    let order = &world.order;
    assert!(order.payments.iter().filter(|payment| payment.role == Role::Kept).count() <= 1);
    assert!(order.payments.iter().filter(|payment| payment.is_under_way()).count() <= 1 + named(order));
    for (place, payment) in order.payments.iter().enumerate() {
        let given: i64 = order.refunds_of(&payment.id).filter(|r| r.counts()).map(|r| r.money.amount_minor).sum();
        assert!(given <= payment.money.amount_minor, "payment {place} gives back more than it brought");
    }
    assert_eq!(order.entitlement() == Entitlement::Granted, world.access == 1, "{:?}", order.phase);
    assert!((0..=1).contains(&world.access));
    assert_eq!(order.phase == Phase::Paid, order.kept().is_some());
    let expected = balances(order);
    for account in LedgerAccount::ALL {
        let known = world.balances.get(account).copied().unwrap_or(0);
        let reckoned = expected.get(&(order.price.currency, *account)).copied().unwrap_or(0);
        assert_eq!(i128::from(known), reckoned, "{account:?} of {order:?}");
    }
    assert_eq!(world.balances.values().sum::<i64>(), 0);
    let _word = order.status();
}

/// Once everything has come to rest: whoever paid has access or all of the money, or a person has to decide; and our ledger
/// is the gateway's.
pub fn check_end(world: &World) {
    let (order, bank) = (&world.order, &world.bank);
    let in_review = matches!(order.phase, Phase::Review(_));
    for place in 0..bank.payments.len() {
        let captured = bank.captured(place);
        let payment = order.payment(&crate::bank::payment_id(place));
        if captured == 0 {
            continue;
        }
        let payment = payment.unwrap_or_else(|| panic!("captured money that we do not know of: {order:?}"));
        let all_back = bank.returned(place) == captured;
        match payment.role {
            Role::Kept => assert!(world.access == 1 || order.refunds.iter().any(revokes), "{order:?}"),
            Role::Surplus => assert!(all_back, "{order:?}\n{bank:?}"),
            Role::Parked => assert!(in_review, "{order:?}"),
            Role::Try => panic!("captured money that nobody decided about: {order:?}"),
        }
        let known: i64 = order.returned_of(payment).amount_minor;
        assert_eq!(known, bank.returned(place), "{order:?}");
    }
    check_ledger(world);
    check_rest(world);
}

fn check_ledger(world: &World) {
    let (order, bank) = (&world.order, &world.bank);
    let balance = |account: LedgerAccount| world.balances.get(&account).copied().unwrap_or(0);
    let places = 0..bank.payments.len();
    let captured: i64 = places.clone().map(|place| bank.captured(place)).sum();
    let returned: i64 = places.clone().map(|place| bank.returned(place)).sum();
    let fees: i64 = places.map(|place| if bank.captured(place) > 0 { FEE } else { 0 }).sum();
    assert_eq!(balance(LedgerAccount::GatewayReceivable), captured - returned - fees, "what the gateway owes");
    assert_eq!(balance(LedgerAccount::GatewayFees), fees);
    assert_eq!(balance(LedgerAccount::RefundsPayable), 0, "{order:?}");
    let parked = order.payments.iter().filter(|p| p.role == Role::Parked && p.status.is_captured());
    assert_eq!(balance(LedgerAccount::Suspense), -parked.map(|p| p.money.amount_minor).sum::<i64>());
    let earned = order.kept().map_or(0, |kept| kept.money.amount_minor - order.returned_of(kept).amount_minor);
    assert_eq!(balance(LedgerAccount::ExamRevenue), -earned);
}

/// Money that is held and wanted is not left lying about, and whatever is paid as asked gives access.
fn check_rest(world: &World) {
    let (order, bank) = (&world.order, &world.bank);
    assert!(!order.is_open() || matches!(order.phase, Phase::Opening(Opening::Unknown)), "{order:?}");
    assert!(!order.refunds.iter().any(Refund::is_under_way), "{order:?}");
    assert!(!order.has_payment_under_way(), "{order:?}");
    let gone = |payment: &&Payment| payment.status == PaymentStatus::Refunded;
    assert!(!order.payments.iter().filter(gone).any(|payment| order.left_of(payment).is_positive()), "{order:?}");
    let decided = matches!(order.phase, Phase::Closed(Closing::Returned) | Phase::Review(_));
    let right = bank.payments.iter().any(|p| p.amount == order.price.amount_minor && p.status.is_captured());
    if world.grantable && !decided && right {
        assert_eq!(order.phase, Phase::Paid, "{order:?}\n{bank:?}");
    }
    if world.grantable && !world.meddled {
        let by_us = bank.payments.iter().filter(|payment| payment.by_us).count();
        assert!(by_us <= 1, "we took money twice: {bank:?}");
    }
}

fn named(order: &Order) -> usize {
    let named = |payment: &&Payment| payment.status == PaymentStatus::Created && payment.capture == Capture::Unknown;
    order.payments.iter().filter(named).count()
}

fn revokes(refund: &Refund) -> bool {
    refund.policy == examhall_domain::payments::AccessPolicy::Revoke && refund.counts()
}

fn moves(from: Phase, to: Phase) -> bool {
    match (from, to) {
        (Phase::Opening(_), Phase::Opening(_) | Phase::Open | Phase::Closed(_)) => true,
        (Phase::Open, Phase::Open | Phase::Paid | Phase::Closed(_) | Phase::Review(_)) => true,
        // Wrong money that arrived and was given back before we heard of it was under review for no time.
        (Phase::Closed(before), Phase::Closed(after)) => before == after || after == Closing::Returned,
        (Phase::Closed(_), Phase::Paid | Phase::Review(_)) => true,
        (Phase::Review(before), Phase::Review(after)) => before == after,
        (Phase::Review(_), Phase::Paid | Phase::Closed(Closing::Returned)) => true,
        (Phase::Paid, Phase::Paid) => true,
        _ => false,
    }
}

fn check_payment(before: &Payment, after: &Payment) {
    let given_up = before.capture == Capture::Refused && after.status == PaymentStatus::Failed;
    let is_back = (before.status, after.status) == (PaymentStatus::Refunded, PaymentStatus::Captured);
    assert!(after.status >= before.status || given_up || is_back, "{before:?} {after:?}");
    assert!(before.role == Role::Try || before.role == Role::Parked || after.role == before.role);
    if before.status.is_captured() {
        assert_eq!((after.money, after.captured_at), (before.money, before.captured_at));
        assert!(before.fee_minor.is_none() || after.fee_minor == before.fee_minor);
    }
}

fn check_refund(before: &Refund, after: &Refund) {
    assert_eq!((before.money, &before.payment, before.kind), (after.money, &after.payment, after.kind));
    match before.status {
        RefundStatus::Processed | RefundStatus::Failed => assert_eq!(after.status, before.status),
        RefundStatus::Pending => {
            assert!(matches!(after.status, RefundStatus::Pending | RefundStatus::Processed | RefundStatus::Failed));
        }
        RefundStatus::Due | RefundStatus::Unknown => {}
    }
    assert!(before.gateway_refund.is_none() || after.gateway_refund == before.gateway_refund);
}
