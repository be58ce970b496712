//! Messages of gateways: only genuine ones are kept, each once, and only what agrees with the order has an effect.

use super::bank::{Ask, Fault, signed};
use super::shop::{PRICE, Shop, in_both_shops};
use super::till::now;
use examhall::service::payments::bring_on::{Brought, bring_on};
use examhall::service::payments::take_webhooks::{Arrived, admit, take_webhooks};
use examhall::service::problem::ProblemType;
use examhall::store::payments::inbox;
use examhall_domain::id::WebhookId;
use examhall_domain::money::{Currency, Money};
use examhall_domain::payments::{GatewayOrderId, OrderStatus, PaymentStatus, Progress, SeenPayment};
use serde_json::Value;

fn copy(arrived: &Arrived) -> Arrived {
    Arrived { gateway: None, headers: arrived.headers.clone(), body: arrived.body.clone() }
}

/// What became of every message, the earliest first.
async fn outcomes(shop: &Shop) -> Vec<(String, Option<String>)> {
    let rows: Vec<WebhookId> = ids(shop).await;
    let mut found = Vec::new();
    for id in rows {
        let row = inbox::find(shop.cx.store.read(), id).await.unwrap().unwrap();
        found.push((row.outcome.unwrap_or_default(), row.detail));
    }
    found
}

async fn ids(shop: &Shop) -> Vec<WebhookId> {
    use sea_orm::{EntityTrait, QueryOrder};
    let rows = inbox::Entity::find().order_by_asc(inbox::Column::Id).all(shop.cx.store.read()).await.unwrap();
    rows.into_iter().map(|row| WebhookId(row.id)).collect()
}

fn parked(why: &str) -> (String, Option<String>) {
    ("parked".to_owned(), Some(why.to_owned()))
}

in_both_shops! {
    async fn what_nobody_signed_is_not_kept(shop: &Shop) {
        let ada = shop.student("ada").await;
        let id = shop.ordered(&ada).await;
        let payment = shop.bank.pay(id, PaymentStatus::Captured);
        let genuine = shop.bank.message(&payment);
        let mut wrong = Vec::new();
        let forged = vec![("x-signature".to_owned(), "0".repeat(64))];
        wrong.push(Arrived { headers: forged, ..copy(&genuine) });
        wrong.push(Arrived { headers: Vec::new(), ..copy(&genuine) });
        let twice = [genuine.headers.clone(), genuine.headers.clone()].concat();
        wrong.push(Arrived { headers: twice, ..copy(&genuine) });
        let mut truncated = copy(&genuine);
        truncated.body.pop();
        wrong.push(truncated);
        let read: Value = serde_json::from_slice(&genuine.body).unwrap();
        wrong.push(Arrived { body: serde_json::to_vec_pretty(&read).unwrap(), ..copy(&genuine) });
        wrong.push(Arrived { body: Vec::new(), ..copy(&genuine) });
        for arrived in wrong {
            assert_eq!(admit(&shop.cx, arrived).err(), Some(ProblemType::SignatureInvalid));
        }
        let elsewhere = Arrived { gateway: Some("stripe".to_owned()), ..copy(&genuine) };
        assert_eq!(admit(&shop.cx, elsewhere).err(), Some(ProblemType::NotFound));
        let nonsense = Arrived { gateway: Some("../etc".to_owned()), ..genuine };
        assert_eq!(admit(&shop.cx, nonsense).err(), Some(ProblemType::NotFound));
        assert_eq!(ids(shop).await, []);
        assert_eq!(shop.order(id).await.status(), OrderStatus::AwaitingPayment);
    }

    async fn the_same_message_is_kept_once_by_its_name_and_by_its_bytes(shop: &Shop) {
        let ada = shop.student("ada").await;
        let id = shop.ordered(&ada).await;
        let payment = shop.bank.pay(id, PaymentStatus::Captured);
        let message = shop.bank.message(&payment);
        let admitted: Vec<_> = (0..3).map(|_| admit(&shop.cx, copy(&message)).unwrap()).collect();
        assert_eq!(take_webhooks(&shop.cx, &admitted).await.unwrap().len(), 1);
        assert_eq!(take_webhooks(&shop.cx, &admitted).await.unwrap().len(), 0);
        // The same event with other bytes, as an attacker who knows no secret could not make it; the first one counts.
        let mut other: Value = serde_json::from_slice(&message.body).unwrap();
        other["more"] = Value::Null;
        let other = admit(&shop.cx, signed(&other.to_string())).unwrap();
        assert_eq!(take_webhooks(&shop.cx, &[other]).await.unwrap().len(), 0);
        shop.tell(message).await;
        assert_eq!(outcomes(shop).await, [("applied".to_owned(), None)]);
        assert_eq!(shop.order(id).await.status(), OrderStatus::Paid);
    }

    async fn messages_count_in_whatever_order_they_come(shop: &Shop) {
        let ada = shop.student("ada").await;
        let id = shop.ordered(&ada).await;
        let payment = shop.bank.pay(id, PaymentStatus::Authorized);
        let early = shop.bank.message(&payment);
        shop.bank.books().payments[0].status = PaymentStatus::Captured;
        shop.tell(shop.bank.message(&payment)).await;
        let version = shop.order(id).await.version;
        shop.tell(early).await;
        let order = shop.order(id).await;
        assert_eq!((order.status(), order.version), (OrderStatus::Paid, version), "an older picture changes nothing");
        shop.check_books(id).await;
    }

    async fn another_amount_or_currency_has_no_effect_and_is_parked(shop: &Shop) {
        let ada = shop.student("ada").await;
        let id = shop.ordered(&ada).await;
        let payment = shop.bank.pay(id, PaymentStatus::Captured);
        let genuine = shop.bank.books().payments[0].clone();
        for money in [Money::new(1, Currency::INR), Money::new(PRICE * 100, Currency::INR), Money::new(PRICE, Currency::XAF)] {
            shop.tell(shop.bank.message_of(&SeenPayment { money, ..genuine.clone() })).await;
        }
        assert_eq!(outcomes(shop).await, [parked("mismatch"), parked("mismatch"), parked("mismatch")]);
        assert_eq!(shop.order(id).await.status(), OrderStatus::AwaitingPayment);
        assert!(!shop.access(&ada).await.has_access);
        // What the books say is believed.
        shop.bring(id).await;
        assert_eq!(shop.order(id).await.kept().map(|kept| kept.id.clone()), Some(payment));
        shop.check_gateway(&[id]).await;
    }

    async fn money_that_differs_in_the_books_too_waits_for_a_person(shop: &Shop) {
        let ada = shop.student("ada").await;
        let id = shop.ordered(&ada).await;
        let payment = shop.bank.pay_amount(id, PaymentStatus::Captured, Money::new(1, Currency::INR));
        shop.tell(shop.bank.message(&payment)).await;
        shop.bring(id).await;
        let order = shop.order(id).await;
        assert_eq!(order.status(), OrderStatus::Review);
        assert!(!shop.access(&ada).await.has_access);
        shop.check_books(id).await;
    }

    async fn what_belongs_to_no_order_of_ours_is_parked(shop: &Shop) {
        let ada = shop.student("ada").await;
        let id = shop.ordered(&ada).await;
        shop.bank.pay(id, PaymentStatus::Captured);
        let genuine = shop.bank.books().payments[0].clone();
        let foreign = GatewayOrderId::parse("order_of_somebody_else").unwrap();
        shop.tell(shop.bank.message_of(&SeenPayment { order: Some(foreign), ..genuine.clone() })).await;
        shop.tell(shop.bank.message_of(&SeenPayment { order: None, ..genuine })).await;
        shop.tell(signed("not even JSON")).await;
        shop.tell(signed(r#"{"event":"empty","payments":[],"refunds":[]}"#)).await;
        let ignored = ("ignored".to_owned(), None);
        assert_eq!(outcomes(shop).await, [parked("unknown_order"), parked("unknown_order"), parked("unreadable"), ignored]);
        assert_eq!(shop.kinds(id).await.len(), 2, "the order has heard of none");
    }

    /// The gateway has the order, its answer was lost, and somebody pays all the same.
    async fn what_came_before_its_order_was_known_is_told_when_it_is(shop: &Shop) {
        let ada = shop.student("ada").await;
        let id = shop.place(&ada).await;
        shop.bank.fails(Ask::Open, Fault::LostAfter);
        assert_eq!(bring_on(&shop.cx, id).await.unwrap(), Brought::On);
        let payment = shop.bank.pay(id, PaymentStatus::Captured);
        let foreign = GatewayOrderId::parse("order_of_somebody_else").unwrap();
        let other = SeenPayment { order: Some(foreign), ..shop.bank.books().payments[0].clone() };
        shop.tell(shop.bank.message(&payment)).await;
        shop.tell(shop.bank.message_of(&other)).await;
        assert_eq!(outcomes(shop).await, [parked("unknown_order"), parked("unknown_order")]);
        shop.until(id, |order| order.look_at.is_some_and(|at| at < now())).await;
        assert_eq!(bring_on(&shop.cx, id).await.unwrap(), Brought::On);
        assert_eq!(shop.order(id).await.status(), OrderStatus::AwaitingPayment);
        shop.tell_waiting().await;
        assert_eq!(shop.order(id).await.status(), OrderStatus::Paid, "without a look into the books");
        assert_eq!(outcomes(shop).await, [("applied".to_owned(), None), parked("unknown_order")]);
        assert_eq!(shop.bank.asked(Ask::Books), 0);
        shop.check_books(id).await;
    }

    async fn one_payment_is_never_of_two_orders(shop: &Shop) {
        let (ada, ben) = (shop.student("ada").await, shop.student("ben").await);
        let (id, other) = (shop.bought(&ada).await, shop.ordered(&ben).await);
        let paid = shop.bank.books().payments[0].clone();
        let theirs = shop.order(other).await.gateway_order;
        shop.tell(shop.bank.message_of(&SeenPayment { order: theirs, ..paid })).await;
        assert_eq!(outcomes(shop).await.last(), Some(&parked("foreign_payment")));
        assert_eq!(shop.order(other).await.status(), OrderStatus::AwaitingPayment);
        assert!(!shop.access(&ben).await.has_access);
        shop.check_books(id).await;
    }

    async fn refunds_are_heard_of_by_message(shop: &Shop) {
        let ada = shop.student("ada").await;
        let id = shop.ordered(&ada).await;
        for _ in 0..2 {
            shop.paid(id).await;
        }
        shop.bring(id).await;
        shop.bank.settle_refunds(Progress::Processed);
        shop.tell(shop.bank.message_of_refunds()).await;
        let order = shop.order(id).await;
        assert_eq!(order.refunds[0].status.name(), "processed");
        assert_eq!(outcomes(shop).await.last(), Some(&("applied".to_owned(), None)));
        shop.check_gateway(&[id]).await;
    }
}
