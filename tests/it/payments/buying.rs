//! Buying: from the order to access, by every way on which money arrives, too late, twice or for nothing.

use super::bank::{Ask, Bank, Fault};
use super::shop::{PRICE, Shop, in_both_shops};
use super::till::{DAY, change, now};
use examhall::service::payments::cancel_order::cancel_order;
use examhall::service::payments::create_order::{Placed, place_order};
use examhall::service::payments::return_from_checkout::{Return, return_from_checkout};
use examhall::service::payments::verify_payment::{VerifyPayment, verify_payment};
use examhall::service::problem::ProblemType;
use examhall::service::{Answer, Error};
use examhall::store::payments::{access, outbox};
use examhall_domain::payments::{GatewayPaymentId, Order, OrderStatus, PaymentStatus, Progress, RefundKind, Role};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::Value;
use std::time::Duration;

/// Why something was refused.
pub(crate) fn problem<T>(answer: Answer<T>) -> Option<ProblemType> {
    match answer {
        Err(Error::Refused(refusal)) => Some(refusal.problem),
        Err(Error::Store(error)) => panic!("{error}"),
        Ok(_) => None,
    }
}

pub(super) fn signed(order: &Order, payment: &GatewayPaymentId) -> VerifyPayment {
    let gateway_order = order.gateway_order.clone().unwrap();
    VerifyPayment {
        order_id: order.id,
        razorpay_order_id: gateway_order.to_string(),
        razorpay_payment_id: payment.to_string(),
        razorpay_signature: Bank::signature(&gateway_order, payment),
    }
}

in_both_shops! {
    async fn an_order_is_opened_captured_and_grants_access(shop: &Shop) {
        let ada = shop.student("ada").await;
        let id = shop.ordered(&ada).await;
        assert!(!shop.access(&ada).await.has_access);
        let payment = shop.bank.pay(id, PaymentStatus::Authorized);
        shop.tell(shop.bank.message(&payment)).await;
        assert_eq!(shop.order(id).await.status(), OrderStatus::Authorized);
        assert!(!shop.access(&ada).await.has_access, "held money is no captured money");
        shop.bring(id).await;
        let order = shop.order(id).await;
        assert_eq!((order.status(), order.kept().map(|kept| kept.id.clone())), (OrderStatus::Paid, Some(payment)));
        let state = shop.access(&ada).await;
        assert!(state.has_access);
        let ends = state.expires_at.unwrap().0;
        assert!(ends > now() + DAY + DAY && ends <= now() + examhall_domain::time::Span(30 * DAY.0));
        let kinds = shop.kinds(id).await;
        let told = ["placed", "gateway_order_opened", "payment_noted", "capture_wanted", "payment_noted", "fee_noted",
            "payment_kept", "access_granted"];
        assert_eq!(kinds, told);
        let of_order = outbox::Entity::find().filter(outbox::Column::Key.eq(id.to_string()));
        let out = of_order.order_by_asc(outbox::Column::Id).all(shop.cx.store.read()).await.unwrap();
        let words: Vec<Value> = out.iter().map(|row| serde_json::from_str(&row.payload).unwrap()).collect();
        let kinds: Vec<&str> = words.iter().map(|word| word["kind"].as_str().unwrap()).collect();
        assert_eq!(kinds, told, "others are told of each");
        assert!(words.iter().zip(1..).all(|(word, seq)| word["seq"] == seq));
        shop.check_gateway(&[id]).await;
    }

    async fn access_that_is_bought_again_begins_where_the_first_ends(shop: &Shop) {
        let ada = shop.student("ada").await;
        let first = shop.bought(&ada).await;
        let until = shop.access(&ada).await.expires_at.unwrap().0;
        let second = shop.bought(&ada).await;
        assert_ne!(first, second);
        let row = access::of_order(shop.cx.store.read(), second).await.unwrap().unwrap();
        assert_eq!(row.starts_at_us, until.0);
        assert_eq!(shop.access(&ada).await.expires_at.unwrap().0 - until, examhall_domain::time::Span(30 * DAY.0));
        shop.check_gateway(&[first, second]).await;
    }

    async fn who_pays_twice_in_two_tabs_gets_the_second_payment_back(shop: &Shop) {
        let ada = shop.student("ada").await;
        let id = shop.ordered(&ada).await;
        let tabs = [PaymentStatus::Captured, PaymentStatus::Captured].map(|status| shop.bank.pay(id, status));
        for payment in &tabs {
            shop.tell(shop.bank.message(payment)).await;
        }
        shop.bring(id).await;
        shop.bank.settle_refunds(Progress::Processed);
        let order = shop.settle(id).await;
        assert_eq!(order.status(), OrderStatus::Paid);
        assert_eq!(order.payments.iter().map(|payment| payment.role).collect::<Vec<_>>(), [Role::Kept, Role::Surplus]);
        assert_eq!(shop.bank.totals(), (2 * PRICE, PRICE));
        assert_eq!(order.refunds[0].kind, RefundKind::Surplus);
        shop.check_gateway(&[id]).await;
    }

    async fn whoever_closes_the_tab_has_access_once_the_books_are_read(shop: &Shop) {
        let ada = shop.student("ada").await;
        let id = shop.ordered(&ada).await;
        shop.bank.pay(id, PaymentStatus::Authorized);
        let order = shop.settle(id).await;
        assert_eq!(order.status(), OrderStatus::Paid);
        assert!(shop.access(&ada).await.has_access, "no message and no browser came");
    }

    async fn a_failed_try_leaves_the_order_open_and_may_still_succeed(shop: &Shop) {
        let ada = shop.student("ada").await;
        let id = shop.ordered(&ada).await;
        let payment = shop.bank.pay(id, PaymentStatus::Failed);
        shop.tell(shop.bank.message(&payment)).await;
        assert_eq!(shop.order(id).await.status(), OrderStatus::AwaitingPayment);
        shop.bank.books().payments[0].status = PaymentStatus::Authorized;
        shop.tell(shop.bank.message(&payment)).await;
        shop.bring(id).await;
        assert_eq!(shop.order(id).await.status(), OrderStatus::Paid);
    }

    async fn money_that_arrives_after_the_end_is_granted(shop: &Shop) {
        let ada = shop.student("ada").await;
        let id = shop.ordered(&ada).await;
        change(&shop.cx.store, "UPDATE orders SET expires_at_us = 1, look_at_us = NULL WHERE id = $1", [id.0.into()]).await;
        shop.bring(id).await;
        assert_eq!(shop.order(id).await.status(), OrderStatus::Expired);
        let payment = shop.bank.pay(id, PaymentStatus::Authorized);
        shop.tell(shop.bank.message(&payment)).await;
        shop.bring(id).await;
        assert_eq!(shop.order(id).await.status(), OrderStatus::Paid);
        assert!(shop.access(&ada).await.has_access);
    }

    async fn money_that_arrives_after_the_exam_was_bought_otherwise_goes_back(shop: &Shop) {
        let ada = shop.student("ada").await;
        let late = shop.ordered(&ada).await;
        cancel_order(&shop.cx, &ada, late).await.unwrap();
        let bought = shop.bought(&ada).await;
        let until = shop.access(&ada).await.expires_at;
        shop.paid(late).await;
        shop.bring(late).await;
        shop.bank.settle_refunds(Progress::Processed);
        let order = shop.settle(late).await;
        assert_eq!((order.status(), order.refunds[0].kind), (OrderStatus::Refunded, RefundKind::NotGrantable));
        assert_eq!(shop.access(&ada).await.expires_at, until);
        shop.check_gateway(&[late, bought]).await;
    }

    async fn money_of_somebody_who_is_gone_goes_back(shop: &Shop) {
        let ada = shop.student("ada").await;
        let id = shop.ordered(&ada).await;
        change(&shop.cx.store, "UPDATE accounts SET disabled_at_us = 1 WHERE id = $1", [ada.account.0.into()]).await;
        let held = shop.bank.pay(id, PaymentStatus::Authorized);
        shop.tell(shop.bank.message(&held)).await;
        shop.bring(id).await;
        assert_eq!(shop.bank.asked(Ask::Capture), 0, "what cannot be granted is not captured");
        shop.paid(id).await;
        shop.bring(id).await;
        shop.bank.settle_refunds(Progress::Processed);
        assert_eq!(shop.settle(id).await.status(), OrderStatus::Refunded);
        assert!(!shop.access(&ada).await.has_access);
        shop.check_gateway(&[id]).await;
    }

    async fn an_order_can_be_called_off_until_money_is_under_way(shop: &Shop) {
        let (ada, ben) = (shop.student("ada").await, shop.student("ben").await);
        let id = shop.ordered(&ada).await;
        assert_eq!(problem(cancel_order(&shop.cx, &ben, id).await), Some(ProblemType::NotFound));
        for _ in 0..2 {
            assert_eq!(cancel_order(&shop.cx, &ada, id).await.unwrap().status, OrderStatus::Cancelled);
        }
        let other = shop.ordered(&ada).await;
        let payment = shop.bank.pay(other, PaymentStatus::Authorized);
        shop.tell(shop.bank.message(&payment)).await;
        assert_eq!(problem(cancel_order(&shop.cx, &ada, other).await), Some(ProblemType::OrderNotOpen));
    }

    async fn there_is_one_open_order_and_it_makes_way_when_it_is_over_or_the_price_is_another(shop: &Shop) {
        let ada = shop.student("ada").await;
        let first = shop.ordered(&ada).await;
        assert_eq!(shop.place(&ada).await, first);
        shop.price(Some(PRICE + 100)).await;
        let second = shop.place(&ada).await;
        assert_ne!(second, first);
        assert_eq!(shop.order(first).await.status(), OrderStatus::Cancelled);
        assert_eq!(shop.order(second).await.price.amount_minor, PRICE + 100);
        change(&shop.cx.store, "UPDATE orders SET expires_at_us = 1 WHERE id = $1", [second.0.into()]).await;
        let third = shop.place(&ada).await;
        assert_ne!(third, second);
        assert_eq!(shop.order(second).await.status(), OrderStatus::Expired);
    }

    async fn what_cannot_be_bought_is_refused(shop: &Shop) {
        let ada = shop.student("ada").await;
        let ask = async |gateway: Option<&str>| {
            let mut wish = shop.wish();
            wish.gateway = gateway.map(str::to_owned);
            let keyed = shop.keyed(&ada, "k");
            problem(place_order(&shop.cx, &ada, &keyed, &wish, "nobody").await)
        };
        assert_eq!(ask(Some("stripe")).await, Some(ProblemType::ValidationFailed));
        shop.price(Some(99)).await;
        assert_eq!(ask(None).await, Some(ProblemType::GatewayRefused), "the gateway wants 100 at least");
        shop.price(None).await;
        assert_eq!(ask(None).await, Some(ProblemType::ExamFree));
        shop.price(Some(PRICE)).await;
        change(&shop.cx.store, "UPDATE exams SET published_at_us = NULL WHERE id = $1", [shop.exam.0.into()]).await;
        assert_eq!(ask(None).await, Some(ProblemType::NotFound));
        let wish = shop.wish();
        let keyed = shop.keyed(&ada, "k");
        let nobody = examhall::service::accounts::api::Caller { roles: examhall_domain::accounts::Roles::NONE, ..ada };
        let refused = place_order(&shop.cx, &nobody, &keyed, &wish, "nobody").await;
        assert_eq!(problem(refused), Some(ProblemType::Forbidden));
    }

    async fn an_order_that_the_gateway_refuses_has_failed_and_another_can_be_placed(shop: &Shop) {
        let ada = shop.student("ada").await;
        let id = shop.place(&ada).await;
        shop.bank.fails(Ask::Open, Fault::Refused);
        shop.settle(id).await;
        assert_eq!(shop.order(id).await.status(), OrderStatus::Failed);
        assert_ne!(shop.ordered(&ada).await, id);
    }

    async fn a_signed_return_leads_to_the_payment_and_nothing_else_does(shop: &Shop) {
        let (ada, ben) = (shop.student("ada").await, shop.student("ben").await);
        let (id, bens) = (shop.ordered(&ada).await, shop.ordered(&ben).await);
        let (order, other) = (shop.order(id).await, shop.order(bens).await);
        let payment = shop.bank.pay(id, PaymentStatus::Captured);
        let good = signed(&order, &payment);
        let mut wrong = vec![VerifyPayment { razorpay_signature: "0".repeat(64), ..good.clone() }];
        wrong.push(VerifyPayment { razorpay_payment_id: "pay_other".to_owned(), ..good.clone() });
        wrong.push(VerifyPayment { razorpay_payment_id: "pay/../1".to_owned(), ..good.clone() });
        // Another order's signature, though genuine.
        let theirs = signed(&other, &payment);
        wrong.push(VerifyPayment { order_id: id, ..theirs.clone() });
        wrong.push(VerifyPayment { razorpay_signature: theirs.razorpay_signature, ..good.clone() });
        for command in &wrong {
            let refused = verify_payment(&shop.cx, &ada, command, Duration::ZERO).await;
            assert_eq!(problem(refused), Some(ProblemType::SignatureInvalid), "{command:?}");
        }
        assert_eq!(problem(verify_payment(&shop.cx, &ben, &good, Duration::ZERO).await), Some(ProblemType::NotFound));
        assert_eq!(shop.order(id).await.version, order.version, "nothing had an effect");
        let view = verify_payment(&shop.cx, &ada, &good, Duration::ZERO).await.unwrap();
        assert_eq!(view.status, OrderStatus::Authorized, "the signature says that money is held or taken");
        shop.bring(id).await;
        assert_eq!(shop.order(id).await.status(), OrderStatus::Paid);
    }

    async fn a_browser_that_comes_back_is_believed_by_its_signature_alone(shop: &Shop) {
        let ada = shop.student("ada").await;
        let id = shop.ordered(&ada).await;
        let order = shop.order(id).await.gateway_order.unwrap();
        let payment = shop.bank.pay(id, PaymentStatus::Captured);
        let fields = |signature: String| {
            let pairs = [("order", order.to_string()), ("payment", payment.to_string()), ("signature", signature)];
            pairs.map(|(name, value)| (name.to_owned(), value)).to_vec()
        };
        let back = async |gateway: &str, fields: &[(String, String)]| {
            return_from_checkout(&shop.cx, gateway, fields).await.unwrap()
        };
        let good = fields(Bank::signature(&order, &payment));
        assert_eq!(back("razorpay", &fields("forged".to_owned())).await, Return::Unproven);
        assert_eq!(back("stripe", &good).await, Return::Unproven);
        assert_eq!(back("razorpay", &[]).await, Return::Unproven);
        assert_eq!(shop.kinds(id).await.len(), 2);
        assert_eq!(back("razorpay", &good).await, Return::Paid(id));
        shop.bring(id).await;
        assert_eq!(shop.order(id).await.status(), OrderStatus::Paid);
        assert_eq!(back("razorpay", &good).await, Return::Paid(id), "again is the same");
        shop.check_gateway(&[id]).await;
    }

    async fn somebody_who_has_access_without_an_end_does_not_pay_for_it(shop: &Shop) {
        let ada = shop.student("ada").await;
        let id = shop.bought(&ada).await;
        change(&shop.cx.store, "UPDATE exam_access SET expires_at_us = NULL WHERE order_id = $1", [id.0.into()]).await;
        let keyed = shop.keyed(&ada, "k");
        let refused = place_order(&shop.cx, &ada, &keyed, &shop.wish(), "nobody").await;
        assert!(!matches!(refused, Ok(Placed::Order { .. })));
        assert_eq!(problem(refused), Some(ProblemType::Conflict));
    }
}
