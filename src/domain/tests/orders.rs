//! Rules of the order machine, one by one. Whether they hold together in every order of events is what `sale` walks through.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on says where")]

use examhall_domain::id::{AccountId, ExamId, OrderId, RefundId};
use examhall_domain::money::{Currency, Money};
use examhall_domain::payments::refund::{REFUND_TRIES_MAX, follows};
use examhall_domain::payments::{
    AccessPolicy, AskedRefund, Capture, Circumstances, Closing, Command, Decision, Entitlement, GatewayName,
    GatewayOrderId, GatewayPaymentId, GatewayRefundId, Next, Opening, Order, OrderStatus, PaymentStatus, Phase,
    Placing, Progress, RefundKind, RefundStatus, Rejection, ReviewReason, Role, SeenPayment, SeenRefund, Step, Subject,
    Waits, Why, Witness, next_act, place, step,
};
use examhall_domain::time::{Span, Timestamp};
use uuid::Uuid;

const PRICE: i64 = 49_900;
const LIFE: Span = Span::from_secs(1_800);

fn at(seconds: i64) -> Timestamp {
    Timestamp(0) + Span::from_secs(seconds)
}

fn inr(amount: i64) -> Money {
    Money::new(amount, Currency::INR)
}

fn waits() -> Waits {
    let spans = |seconds: &[i64]| seconds.iter().copied().map(Span::from_secs).collect();
    Waits { unsure: spans(&[5, 10, 300, 3_600, 86_400]), open: Span::from_secs(900), late: spans(&[3_600, 86_400]) }
}

fn placed() -> Order {
    let placing = Placing {
        id: OrderId(Uuid::from_u128(1)),
        account: AccountId(Uuid::from_u128(2)),
        subject: Subject::Exam(ExamId(Uuid::from_u128(3))),
        price: inr(PRICE),
        access_days: 30,
        gateway: GatewayName::parse("razorpay").unwrap(),
        expires_at: at(0) + LIFE,
    };
    place(placing, at(0)).order
}

fn decide(order: &Order, command: Command, seconds: i64) -> Result<Step, Rejection> {
    let waits = waits();
    step(order, command, &Circumstances { now: at(seconds), grantable: true, waits: &waits })
}

/// The order after commands that follow each other in seconds.
fn after(order: &Order, commands: impl IntoIterator<Item = Command>) -> Order {
    let (mut order, mut second) = (order.clone(), order.updated_at.0 / 1_000_000);
    for command in commands {
        second += 1;
        order = decide(&order, command, second).unwrap().order;
    }
    order
}

fn gateway_order() -> GatewayOrderId {
    GatewayOrderId::parse("order_1").unwrap()
}

fn payment(nth: u32) -> GatewayPaymentId {
    GatewayPaymentId::parse(&format!("pay_{nth}")).unwrap()
}

fn picture(nth: u32, status: PaymentStatus, money: Money) -> SeenPayment {
    SeenPayment {
        id: payment(nth),
        order: Some(gateway_order()),
        status,
        money,
        method: None,
        fee_minor: None,
        tax_minor: None,
        error_code: None,
    }
}

fn seen(nth: u32, status: PaymentStatus) -> Command {
    Command::PaymentSeen { seen: picture(nth, status, inr(PRICE)), witness: Witness::Message }
}

fn books(payments: Vec<SeenPayment>) -> Command {
    Command::BooksRead { payments, refunds: Vec::new() }
}

fn opened() -> Order {
    after(&placed(), [Command::GatewayOrderOpened { gateway_order: gateway_order() }])
}

fn paid() -> Order {
    after(&opened(), [seen(1, PaymentStatus::Captured)])
}

fn ask(id: u128, amount: Option<i64>, policy: AccessPolicy) -> Command {
    Command::AskRefund(AskedRefund {
        id: RefundId(Uuid::from_u128(id)),
        payment: None,
        money: amount.map(inr),
        policy,
        reason: Why::parse("as agreed").unwrap(),
        by: AccountId(Uuid::from_u128(9)),
    })
}

fn told(order: &Order, place: usize, progress: Progress) -> Command {
    let refund = &order.refunds[place];
    let seen = SeenRefund {
        id: GatewayRefundId::parse(&format!("rfnd_{place}")).unwrap(),
        payment: refund.payment.clone(),
        ours: Some(refund.id),
        progress,
        money: refund.money,
    };
    Command::RefundSeen { seen, witness: Witness::Message }
}

fn next(order: &Order, seconds: i64) -> Next {
    next_act(order, at(seconds), &waits())
}

fn kinds(step: &Step) -> Vec<&'static str> {
    step.events.iter().map(examhall_domain::payments::Event::kind).collect()
}

#[test]
fn an_order_is_opened_at_the_gateway_first() {
    let order = placed();
    assert_eq!((next(&order, 0), order.status(), order.version), (Next::OpenGatewayOrder, OrderStatus::Opening, 1));
    let order = opened();
    assert_eq!((order.status(), order.takes_payment(at(2))), (OrderStatus::AwaitingPayment, true));
    assert!(!order.takes_payment(at(0) + LIFE), "nobody is sent to the checkout when its time is over");
}

#[test]
fn an_opening_that_is_not_known_is_looked_for_before_it_is_asked_for_again() {
    let order = after(&placed(), [Command::OpeningUnknown]);
    assert_eq!(next(&order, 1), Next::WaitUntil(at(6)));
    assert_eq!(next(&order, 6), Next::FindGatewayOrder);
    let missing = decide(&order, Command::GatewayOrderMissing, 6).unwrap().order;
    assert_eq!((missing.phase, next(&missing, 6)), (Phase::Opening(Opening::Due), Next::OpenGatewayOrder));
    let again = decide(&missing, Command::OpeningUnknown, 7).unwrap().order;
    assert_eq!(next(&again, 7), Next::WaitUntil(at(17)), "the waits grow");
    let found = after(&order, [Command::GatewayOrderOpened { gateway_order: gateway_order() }]);
    assert_eq!(found.phase, Phase::Open);
}

#[test]
fn held_money_is_captured_and_captured_money_is_kept() {
    let held = after(&opened(), [seen(1, PaymentStatus::Authorized)]);
    assert_eq!((next(&held, 2), held.status()), (Next::Capture(payment(1)), OrderStatus::Authorized));
    assert_eq!(held.entitlement(), Entitlement::None);
    let taken = decide(&held, seen(1, PaymentStatus::Captured), 3).unwrap();
    assert_eq!(kinds(&taken), ["payment_noted", "payment_kept", "access_granted"]);
    assert_eq!((taken.order.status(), taken.order.entitlement()), (OrderStatus::Paid, Entitlement::Granted));
}

#[test]
fn a_payment_moves_forward_only() {
    use PaymentStatus::{Authorized, Captured, Created, Failed};
    for (from, to, moves) in [
        (Created, Failed, true),
        (Failed, Created, false),
        (Failed, Authorized, true),
        (Failed, Captured, true),
        (Authorized, Failed, false),
        (Captured, Authorized, false),
        (Captured, Failed, false),
    ] {
        let before = after(&opened(), [seen(1, from)]);
        let step = decide(&before, seen(1, to), 9).unwrap();
        assert_eq!(!step.is_unchanged(), moves, "{from:?} to {to:?}");
    }
}

#[test]
fn the_same_statement_again_changes_nothing() {
    let order = paid();
    let again = decide(&order, seen(1, PaymentStatus::Captured), 9).unwrap();
    assert!(again.is_unchanged() && again.events.is_empty() && again.order == order);
    let opened_again = decide(&order, Command::GatewayOrderOpened { gateway_order: gateway_order() }, 9).unwrap();
    assert!(opened_again.is_unchanged());
}

#[test]
fn a_second_captured_payment_goes_back_in_full_under_a_name_of_its_own() {
    let order = after(&paid(), [seen(2, PaymentStatus::Captured)]);
    let roles: Vec<_> = order.payments.iter().map(|payment| payment.role).collect();
    assert_eq!(roles, [Role::Kept, Role::Surplus]);
    let refund = &order.refunds[0];
    assert_eq!((refund.money, refund.kind, refund.policy), (inr(PRICE), RefundKind::Surplus, AccessPolicy::Keep));
    assert_eq!(refund.id, follows(order.id, "pay_2", 0), "whoever decides on it gives it the same name");
    assert_eq!((next(&order, 3), order.status()), (Next::SendRefund(refund.id), OrderStatus::Paid));
}

#[test]
fn held_money_beside_a_kept_payment_is_left_to_the_gateway() {
    let order = after(&paid(), [seen(2, PaymentStatus::Authorized)]);
    assert_eq!(order.payments[1].capture, Capture::NotAsked);
    assert!(matches!(next(&order, 3), Next::WaitUntil(_)));
}

#[test]
fn at_most_one_payment_is_being_captured() {
    let order = after(&opened(), [seen(1, PaymentStatus::Authorized), seen(2, PaymentStatus::Authorized)]);
    let captures: Vec<_> = order.payments.iter().map(|payment| payment.capture).collect();
    assert_eq!(captures, [Capture::Due, Capture::NotAsked]);
    let unknown = after(&order, [Command::CaptureUnknown { payment: payment(1) }]);
    assert!(matches!(next(&unknown, 4), Next::WaitUntil(_)), "the other one waits for the first's outcome");
}

#[test]
fn a_capture_that_is_not_known_is_read_and_done_again_if_it_was_not() {
    let held = after(&opened(), [seen(1, PaymentStatus::Authorized)]);
    let unknown = decide(&held, Command::CaptureUnknown { payment: payment(1) }, 10).unwrap().order;
    assert_eq!(next(&unknown, 10), Next::WaitUntil(at(15)));
    assert_eq!(next(&unknown, 15), Next::ReadBooks);
    let not_done = decide(&unknown, books(vec![picture(1, PaymentStatus::Authorized, inr(PRICE))]), 15).unwrap().order;
    assert_eq!(next(&not_done, 15), Next::Capture(payment(1)));
    let done = decide(&unknown, books(vec![picture(1, PaymentStatus::Captured, inr(PRICE))]), 15).unwrap().order;
    assert_eq!(done.status(), OrderStatus::Paid);
}

#[test]
fn a_capture_that_is_refused_is_tried_by_nobody_again_and_ends_at_a_person() {
    let held = after(&opened(), [seen(1, PaymentStatus::Authorized)]);
    let refused = Command::CaptureRefused { payment: payment(1), code: "no".to_owned() };
    let order = after(&held, [refused]);
    assert_eq!(next(&order, 4), Next::ReadBooks);
    let held_still = decide(&order, books(vec![picture(1, PaymentStatus::Authorized, inr(PRICE))]), 4).unwrap().order;
    assert_eq!(held_still.phase, Phase::Review(ReviewReason::CaptureRefused));
    let failed = decide(&order, books(vec![picture(1, PaymentStatus::Failed, inr(PRICE))]), 4).unwrap().order;
    assert_eq!(failed.status(), OrderStatus::AwaitingPayment, "what failed after all can be paid again");
    let let_go = decide(&held_still, seen(1, PaymentStatus::Released), 5).unwrap().order;
    assert_eq!((let_go.phase, let_go.status()), (Phase::Closed(Closing::Returned), OrderStatus::Failed));
}

#[test]
fn a_message_that_differs_is_not_believed_and_has_the_books_read() {
    for money in [inr(PRICE - 1), inr(PRICE + 1), Money::new(PRICE, Currency::XAF)] {
        let seen = picture(1, PaymentStatus::Captured, money);
        let step = decide(&opened(), Command::PaymentSeen { seen, witness: Witness::Message }, 3).unwrap();
        assert_eq!(kinds(&step), ["mismatch_reported"]);
        assert_eq!((step.order.payments.len(), next(&step.order, 3)), (0, Next::ReadBooks));
    }
}

#[test]
fn the_books_park_what_differs_and_never_grant_it() {
    for (money, reason) in [
        (inr(PRICE - 1), ReviewReason::AmountMismatch),
        (Money::new(PRICE, Currency::XAF), ReviewReason::CurrencyMismatch),
    ] {
        for status in [PaymentStatus::Authorized, PaymentStatus::Captured] {
            let order = after(&opened(), [books(vec![picture(1, status, money)])]);
            assert_eq!((order.phase, order.payments[0].role), (Phase::Review(reason), Role::Parked));
            assert_eq!(order.payments[0].capture, Capture::NotAsked);
        }
    }
}

#[test]
fn a_payment_of_another_order_is_refused() {
    let other = SeenPayment { order: None, ..picture(1, PaymentStatus::Captured, inr(PRICE)) };
    let command = Command::PaymentSeen { seen: other.clone(), witness: Witness::Message };
    assert_eq!(decide(&opened(), command.clone(), 3), Err(Rejection::ForeignPayment));
    assert_eq!(decide(&placed(), command, 3), Err(Rejection::ForeignPayment), "also while there is none of our own");
    assert_eq!(after(&opened(), [books(vec![other])]).payments, []);
}

#[test]
fn a_person_decides_about_parked_money() {
    let parked = after(&opened(), [books(vec![picture(1, PaymentStatus::Captured, inr(100))])]);
    let reason = Why::parse("looked at").unwrap();
    let resolve = |decision| Command::Resolve { decision, reason: reason.clone() };
    let kept = decide(&parked, resolve(Decision::Grant), 9).unwrap();
    assert_eq!(kinds(&kept), ["resolved", "parked_kept", "access_granted"]);
    assert_eq!(kept.order.refundable(), inr(100), "no more can go back than came");
    let back = decide(&parked, resolve(Decision::Refund), 9).unwrap();
    assert_eq!(kinds(&back), ["resolved", "parked_returned", "closed", "refund_asked"]);
    assert_eq!(back.order.status(), OrderStatus::Refunding);
    assert_eq!(decide(&paid(), resolve(Decision::Grant), 9), Err(Rejection::NotInReview));
    let held = after(&opened(), [books(vec![picture(1, PaymentStatus::Authorized, inr(100))])]);
    assert_eq!(decide(&held, resolve(Decision::Grant), 9), Err(Rejection::NothingCaptured));
}

#[test]
fn the_right_money_beside_parked_money_is_granted_and_the_other_goes_back() {
    let parked = after(&opened(), [books(vec![picture(1, PaymentStatus::Captured, inr(100))])]);
    let order = after(&parked, [seen(2, PaymentStatus::Captured)]);
    assert_eq!((order.status(), order.entitlement()), (OrderStatus::Paid, Entitlement::Granted));
    assert_eq!((order.payments[0].role, order.refunds[0].money), (Role::Surplus, inr(100)));
}

#[test]
fn an_order_expires_in_its_time_and_not_while_money_is_under_way() {
    let order = opened();
    assert_eq!(decide(&order, Command::Expire, 1_799), Err(Rejection::NotDue { expires_at: at(1_800) }));
    assert_eq!(next(&order, 1_800), Next::ReadBooks, "not before the books were read once more");
    let read = decide(&order, books(Vec::new()), 1_800).unwrap().order;
    assert_eq!(next(&read, 1_800), Next::Expire);
    let closed = decide(&read, Command::Expire, 1_800).unwrap().order;
    assert_eq!(closed.status(), OrderStatus::Expired);
    assert_eq!(decide(&closed, Command::Expire, 1_801), Err(Rejection::NotOpen));
    let held = after(&order, [seen(1, PaymentStatus::Authorized)]);
    assert_eq!(decide(&held, Command::Expire, 1_800), Err(Rejection::PaymentUnderWay));
}

#[test]
fn late_money_is_granted_if_it_can_be_and_goes_back_otherwise() {
    let closed = after(&opened(), [Command::Cancel]);
    assert_eq!(closed.status(), OrderStatus::Cancelled);
    let late = after(&closed, [seen(1, PaymentStatus::Captured)]);
    assert_eq!((late.status(), late.entitlement()), (OrderStatus::Paid, Entitlement::Granted));
    let waits = waits();
    let at = Circumstances { now: at(9), grantable: false, waits: &waits };
    for order in [opened(), closed] {
        let back = step(&order, seen(1, PaymentStatus::Captured), &at).unwrap().order;
        assert_eq!((back.status(), back.refunds[0].kind), (OrderStatus::Refunding, RefundKind::NotGrantable));
        assert_eq!(back.entitlement(), Entitlement::None);
    }
    let held = step(&opened(), seen(1, PaymentStatus::Authorized), &at).unwrap().order;
    assert_eq!(held.payments[0].capture, Capture::NotAsked, "what cannot be granted is not taken");
}

#[test]
fn late_money_is_looked_for_until_the_last_wait() {
    let order = paid();
    assert_eq!(next(&order, 2), Next::WaitUntil(order.news_at + Span::from_secs(3_600)));
    let books = || books(vec![picture(1, PaymentStatus::Captured, inr(PRICE))]);
    let once = decide(&order, books(), 3_602).unwrap().order;
    assert_eq!(next(&once, 3_602), Next::WaitUntil(order.news_at + Span::from_secs(86_400)));
    let twice = decide(&once, books(), 86_402).unwrap().order;
    assert_eq!(next(&twice, 86_402), Next::Done);
}

#[test]
fn books_that_cannot_be_read_are_tried_again_and_cost_no_look() {
    let order = paid();
    let failed = decide(&order, Command::BooksUnread, 3_602).unwrap().order;
    assert_eq!(next(&failed, 3_602), Next::WaitUntil(at(3_607)));
    let read = decide(&failed, books(vec![picture(1, PaymentStatus::Captured, inr(PRICE))]), 3_607).unwrap().order;
    assert_eq!(next(&read, 3_607), Next::WaitUntil(order.news_at + Span::from_secs(86_400)));
}

#[test]
fn refunds_never_exceed_what_was_captured() {
    let order = after(&paid(), [ask(1, Some(30_000), AccessPolicy::Keep)]);
    let left = inr(PRICE - 30_000);
    for amount in [PRICE - 30_000 + 1, 0, -1, i64::MIN, i64::MAX] {
        let refused = decide(&order, ask(2, Some(amount), AccessPolicy::Keep), 9);
        assert_eq!(refused, Err(Rejection::RefundOutOfRange { left }), "{amount}");
    }
    let rest = after(&order, [ask(2, None, AccessPolicy::Keep)]);
    assert_eq!((rest.refunds[1].money, rest.refundable()), (left, inr(0)));
    assert_eq!(decide(&rest, ask(3, None, AccessPolicy::Keep), 9), Err(Rejection::RefundOutOfRange { left: inr(0) }));
    assert_eq!(decide(&opened(), ask(3, None, AccessPolicy::Keep), 9), Err(Rejection::NotRefundable));
}

#[test]
fn a_failed_refund_gives_its_room_back() {
    let order = after(&paid(), [ask(1, None, AccessPolicy::Keep)]);
    let failed = after(&order, [told(&order, 0, Progress::Pending), told(&order, 0, Progress::Failed)]);
    assert_eq!(
        (failed.refunds[0].status, failed.refundable(), failed.status()),
        (RefundStatus::Failed, inr(PRICE), OrderStatus::Paid)
    );
    let late = decide(&failed, told(&failed, 0, Progress::Pending), 9).unwrap();
    assert!(late.is_unchanged(), "an older picture of it changes nothing");
}

#[test]
fn the_same_refund_asked_for_again_is_the_same() {
    let order = after(&paid(), [ask(1, Some(100), AccessPolicy::Keep)]);
    assert!(decide(&order, ask(1, Some(100), AccessPolicy::Keep), 9).unwrap().is_unchanged());
    assert_eq!(decide(&order, ask(1, Some(200), AccessPolicy::Keep), 9), Err(Rejection::RefundIdReused));
}

#[test]
fn access_ends_with_the_wish_for_the_money_and_comes_back_when_it_stays() {
    let order = decide(&paid(), ask(1, None, AccessPolicy::Revoke), 5).unwrap();
    assert_eq!(kinds(&order), ["refund_asked", "access_withdrawn"]);
    assert_eq!(order.order.entitlement(), Entitlement::Withdrawn);
    let failed = decide(&order.order, told(&order.order, 0, Progress::Failed), 6).unwrap();
    assert_eq!(kinds(&failed), ["refund_failed", "access_restored"]);
    let gone = decide(&order.order, told(&order.order, 0, Progress::Processed), 6).unwrap().order;
    assert_eq!((gone.status(), gone.entitlement()), (OrderStatus::Refunded, Entitlement::Withdrawn));
    let kept = after(&paid(), [ask(1, None, AccessPolicy::Keep)]);
    assert_eq!(kept.entitlement(), Entitlement::Granted);
}

#[test]
fn a_refund_that_is_not_known_is_sent_again_only_when_the_books_do_not_have_it() {
    let order = after(&paid(), [ask(1, None, AccessPolicy::Keep)]);
    let id = order.refunds[0].id;
    let unknown = decide(&order, Command::RefundUnknown { refund: id }, 10).unwrap().order;
    assert_eq!(next(&unknown, 10), Next::WaitUntil(at(15)));
    let captured = picture(1, PaymentStatus::Captured, inr(PRICE));
    let missing = decide(&unknown, books(vec![captured.clone()]), 15).unwrap().order;
    assert_eq!(next(&missing, 15), Next::SendRefund(id));
    let Command::RefundSeen { seen, .. } = told(&unknown, 0, Progress::Pending) else { unreachable!() };
    let there = Command::BooksRead { payments: vec![captured], refunds: vec![seen] };
    assert_eq!(decide(&unknown, there, 15).unwrap().order.refunds[0].status, RefundStatus::Pending);
}

#[test]
fn money_that_has_to_go_back_is_tried_again_ever_later_until_a_person_has_to_help() {
    let mut order = after(&paid(), [seen(2, PaymentStatus::Captured)]);
    for tries in 1..=REFUND_TRIES_MAX {
        let refund = order.refunds.last().unwrap().id;
        assert_eq!(order.refunds.len(), tries);
        assert!(!order.is_stuck());
        order = after(&order, [Command::RefundRefused { refund, code: "no_balance".to_owned() }]);
    }
    assert_eq!(order.refunds.len(), REFUND_TRIES_MAX);
    assert!(order.is_stuck());
    let second = order.updated_at.0 / 1_000_000 + 1;
    let by_hand = decide(&order, Command::AskRefund(AskedRefund { payment: Some(payment(2)), ..asked(77) }), second);
    assert_eq!(by_hand.unwrap().order.refunds.len(), REFUND_TRIES_MAX + 1);
}

fn asked(id: u128) -> AskedRefund {
    let Command::AskRefund(asked) = ask(id, None, AccessPolicy::Keep) else { unreachable!() };
    asked
}

#[test]
fn the_second_try_to_give_back_waits() {
    let order = after(&paid(), [seen(2, PaymentStatus::Captured)]);
    let refund = order.refunds[0].id;
    let order = decide(&order, Command::RefundRefused { refund, code: "no".to_owned() }, 10).unwrap().order;
    assert_eq!(next(&order, 10), Next::WaitUntil(at(15)));
    assert_eq!(next(&order, 15), Next::SendRefund(order.refunds[1].id));
}

#[test]
fn what_was_given_back_at_the_gateway_is_taken_over() {
    let captured = picture(1, PaymentStatus::Captured, inr(PRICE));
    let elsewhere = |amount| SeenRefund {
        id: GatewayRefundId::parse("rfnd_9").unwrap(),
        payment: payment(1),
        ours: None,
        progress: Progress::Processed,
        money: inr(amount),
    };
    let read = |amount| Command::BooksRead { payments: vec![captured.clone()], refunds: vec![elsewhere(amount)] };
    let part = after(&paid(), [read(100)]);
    assert_eq!((part.refunds[0].kind, part.status()), (RefundKind::External, OrderStatus::PartiallyRefunded));
    assert_eq!(part.entitlement(), Entitlement::Granted);
    let all = after(&paid(), [read(PRICE)]);
    assert_eq!((all.status(), all.entitlement()), (OrderStatus::Refunded, Entitlement::Withdrawn));
    assert!(decide(&all, read(PRICE), 9).unwrap().events.is_empty(), "once");
    let ours_waits = after(&paid(), [ask(1, None, AccessPolicy::Keep), read(PRICE)]);
    assert_eq!(ours_waits.refunds[0].status, RefundStatus::Failed, "ours was not sent yet and is not any more");
    assert_eq!(ours_waits.returned_of(ours_waits.kept().unwrap()), inr(PRICE));
}

#[test]
fn a_signature_from_the_checkout_has_the_books_read_at_once() {
    let order = after(&opened(), [Command::CheckoutSigned { payment: payment(1) }]);
    assert_eq!((next(&order, 2), order.status()), (Next::ReadBooks, OrderStatus::Authorized));
    assert_eq!(decide(&order, Command::Cancel, 3), Err(Rejection::PaymentUnderWay));
    let unheard_of = decide(&order, books(Vec::new()), 1_800).unwrap().order;
    assert_eq!(next(&unheard_of, 1_800), Next::Expire, "what never came does not keep it open for ever");
}

#[test]
fn the_fee_is_noted_once() {
    let fee = |minor| {
        let seen = SeenPayment { fee_minor: Some(minor), ..picture(1, PaymentStatus::Captured, inr(PRICE)) };
        Command::PaymentSeen { seen, witness: Witness::Message }
    };
    let noted = decide(&paid(), fee(1_178), 5).unwrap();
    assert_eq!(kinds(&noted), ["fee_noted"]);
    assert!(decide(&noted.order, fee(2_000), 6).unwrap().is_unchanged());
}
