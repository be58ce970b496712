//! The same thing asked for many times at once has one effect.

use super::bank::{Ask, Bank};
use super::buying::problem;
use super::shop::{CREATE, PRICE, Shop, in_both_shops};
use super::till::change;
use crate::accounts::house::PASSWORD;
use examhall::service::accounts::api::{Caller, Proof};
use examhall::service::payments::apply_webhook::{apply_webhook, waiting};
use examhall::service::payments::cancel_order::cancel_order;
use examhall::service::payments::create_order::{Placed, answer_placed, place_order};
use examhall::service::payments::idempotent::Keyed;
use examhall::service::payments::refund_order::{RefundOrder, refund_order};
use examhall::service::payments::take_webhooks::{admit, take_webhooks};
use examhall::service::payments::verify_payment::{VerifyPayment, verify_payment};
use examhall::service::problem::ProblemType;
use examhall::service::{Answer, Error};
use examhall::store::payments::order::{self, Search};
use examhall_domain::accounts::Network;
use examhall_domain::id::OrderId;
use examhall_domain::payments::{AccessPolicy, IdempotencyKey, OrderStatus, PaymentStatus, Progress};
use futures_util::future::join_all;
use std::collections::BTreeSet;
use std::net::IpAddr;
use std::time::Duration;

const CLIENTS: usize = 50;
const REFUND: &str = "POST /api/payments/refund";

pub(super) fn refund(order: OrderId, amount_minor: Option<i64>) -> RefundOrder {
    RefundOrder { order, amount_minor, access: AccessPolicy::Keep, reason: "as agreed".to_owned() }
}

pub(super) fn keyed_refund(admin: &Caller, key: &str, command: &RefundOrder) -> Keyed {
    Keyed::new(admin.account, REFUND, IdempotencyKey::parse(key).unwrap(), command).unwrap()
}

pub(super) fn proof(password: &str) -> Proof {
    Proof { password: password.to_owned(), code: None }
}

pub(super) fn network() -> Network {
    Network::of(IpAddr::from([127, 0, 0, 1]))
}

async fn ask_back(shop: &Shop, key: &str, command: &RefundOrder) -> Answer<u16> {
    let keyed = keyed_refund(&shop.admin, key, command);
    let asked = refund_order(&shop.cx, &shop.admin, network(), &keyed, command, &proof(PASSWORD)).await;
    asked.map(|reply| reply.status)
}

in_both_shops! {
    async fn one_key_places_one_order_and_everybody_gets_its_answer(shop: &Shop) {
        let ada = shop.student("ada").await;
        let (wish, keys) = (shop.wish(), (0..CLIENTS).map(|_| shop.keyed(&ada, "one")).collect::<Vec<_>>());
        let asked = keys.iter().map(|keyed| place_order(&shop.cx, &ada, keyed, &wish, "nobody"));
        let answers = join_all(asked).await;
        let placed: Vec<&Placed> = answers.iter().filter_map(|answer| answer.as_ref().ok()).collect();
        let new = placed.iter().filter(|placed| matches!(placed, Placed::Order { job: Some(_), .. })).count();
        assert_eq!((placed.len(), new), (1, 1), "the others are told that it is under way");
        let in_flight = answers.iter().filter_map(|answer| answer.as_ref().err());
        assert!(in_flight.into_iter().all(|error| matches!(error,
            Error::Refused(refusal) if refusal.problem == ProblemType::IdempotencyKeyInFlight)));
        let Placed::Order { order, .. } = placed[0] else { panic!("it was answered before anybody asked") };
        shop.bring(*order).await;
        let first = answer_placed(&shop.cx, &ada, &keys[0], placed[0], Duration::ZERO).await.unwrap();
        assert_eq!(first.status, 201);
        cancel_order(&shop.cx, &ada, *order).await.unwrap();
        for keyed in &keys {
            let again = place_order(&shop.cx, &ada, keyed, &wish, "nobody").await.unwrap();
            let reply = answer_placed(&shop.cx, &ada, keyed, &again, Duration::ZERO).await.unwrap();
            assert_eq!(reply, first, "the first answer, whatever became of the order");
        }
        let other = Keyed::new(ada.account, CREATE, IdempotencyKey::parse("one").unwrap(), &"another body").unwrap();
        let reused = place_order(&shop.cx, &ada, &other, &wish, "nobody").await;
        assert_eq!(problem(reused), Some(ProblemType::IdempotencyKeyReused));
        let ben = shop.student("ben").await;
        let theirs = place_order(&shop.cx, &ben, &shop.keyed(&ben, "one"), &wish, "nobody").await;
        assert_eq!(problem(theirs), None, "a key is a person's own");
    }

    async fn many_keys_of_one_person_place_one_order(shop: &Shop) {
        let ada = shop.student("ada").await;
        let keys: Vec<_> = (0..CLIENTS).map(|client| shop.keyed(&ada, &client.to_string())).collect();
        let wish = shop.wish();
        let asked = keys.iter().map(|keyed| place_order(&shop.cx, &ada, keyed, &wish, "nobody"));
        let mut orders = BTreeSet::new();
        for placed in join_all(asked).await {
            match placed {
                Ok(Placed::Order { order, .. }) => drop(orders.insert(order)),
                Ok(Placed::Before(reply)) => panic!("{reply:?}"),
                Err(error) => assert_eq!(problem::<()>(Err(error)), Some(ProblemType::Overloaded)),
            }
        }
        assert_eq!(orders.len(), 1);
        let search = Search { account: Some(ada.account), ..Search::default() };
        let stored = order::search(shop.cx.store.read(), &search, None, 100).await.unwrap();
        assert_eq!(stored.len(), 1);
    }

    async fn an_answer_that_was_lost_can_be_asked_for_again(shop: &Shop) {
        let ada = shop.student("ada").await;
        let (keyed, wish) = (shop.keyed(&ada, "one"), shop.wish());
        let lost = place_order(&shop.cx, &ada, &keyed, &wish, "nobody").await.unwrap();
        let Placed::Order { order, .. } = lost else { panic!("it was answered before") };
        let soon = place_order(&shop.cx, &ada, &keyed, &wish, "nobody").await;
        assert_eq!(problem(soon), Some(ProblemType::IdempotencyKeyInFlight));
        change(&shop.cx.store, "UPDATE idempotency_keys SET created_at_us = 1", []).await;
        let later = place_order(&shop.cx, &ada, &keyed, &wish, "nobody").await.unwrap();
        assert!(matches!(later, Placed::Order { order: same, job: None } if same == order));
    }

    async fn many_returns_and_messages_of_one_payment_grant_once(shop: &Shop) {
        let ada = shop.student("ada").await;
        let id = shop.ordered(&ada).await;
        let order = shop.order(id).await;
        let payment = shop.bank.pay(id, PaymentStatus::Captured);
        let gateway_order = order.gateway_order.clone().unwrap();
        let command = VerifyPayment {
            order_id: id,
            razorpay_order_id: gateway_order.to_string(),
            razorpay_payment_id: payment.to_string(),
            razorpay_signature: Bank::signature(&gateway_order, &payment),
        };
        let messages: Vec<_> = (0..CLIENTS).map(|_| admit(&shop.cx, shop.bank.message(&payment)).unwrap()).collect();
        let verified = join_all((0..CLIENTS).map(|_| verify_payment(&shop.cx, &ada, &command, Duration::ZERO)));
        let kept = join_all(messages.chunks(10).map(|part| take_webhooks(&shop.cx, part)));
        let brought = join_all((0..CLIENTS).map(|_| shop.bring(id)));
        let (verified, kept, _) = tokio::join!(verified, kept, brought);
        verified.into_iter().for_each(|view| drop(view.unwrap()));
        assert_eq!(kept.into_iter().map(|new| new.unwrap().len()).sum::<usize>(), CLIENTS, "each names another event");
        let waiting = waiting(&shop.cx, 256).await.unwrap();
        // Two that tell the same messages at once, as two instances do.
        let told = join_all(waiting.iter().chain(&waiting).map(|id| apply_webhook(&shop.cx, *id))).await;
        told.into_iter().for_each(|told| told.unwrap());
        let order = shop.order(id).await;
        assert_eq!((order.status(), order.payments.len(), order.refunds.len()), (OrderStatus::Paid, 1, 0));
        let kinds = shop.kinds(id).await;
        assert_eq!(kinds.iter().filter(|kind| *kind == "access_granted").count(), 1);
        assert_eq!(shop.bank.asked(Ask::Refund), 0);
        shop.check_gateway(&[id]).await;
    }

    async fn one_key_gives_back_once_and_many_keys_no_more_than_was_paid(shop: &Shop) {
        let ada = shop.student("ada").await;
        let id = shop.bought(&ada).await;
        let half = refund(id, Some(PRICE / 2));
        let same = join_all((0..CLIENTS).map(|_| ask_back(shop, "one", &half))).await;
        let mut done = 0;
        for answer in same {
            match answer {
                Ok(status) => { assert_eq!(status, 202); done += 1; }
                Err(error) => assert_eq!(problem::<()>(Err(error)), Some(ProblemType::IdempotencyKeyInFlight)),
            }
        }
        assert!(done >= 1);
        assert_eq!(shop.order(id).await.refunds.len(), 1);
        let most = refund(id, Some(PRICE * 2 / 5));
        let keys: Vec<String> = (0..CLIENTS).map(|client| client.to_string()).collect();
        let others = join_all(keys.iter().map(|key| ask_back(shop, key, &most))).await;
        let (done, refused): (Vec<_>, Vec<_>) = others.into_iter().partition(Result::is_ok);
        assert_eq!(done.len(), 1, "two would be more than was paid");
        assert!(refused.into_iter().all(|answer| problem(answer) == Some(ProblemType::RefundTooMuch)));
        let sagas = join_all((0..CLIENTS).map(|_| shop.bring(id))).await;
        assert_eq!(sagas.len(), CLIENTS);
        assert_eq!(shop.bank.books().refunds.len(), 2, "the gateway was asked under the same two names");
        shop.bank.settle_refunds(Progress::Processed);
        let order = shop.settle(id).await;
        assert_eq!((order.status(), order.refundable().amount_minor), (OrderStatus::PartiallyRefunded, PRICE / 10));
        shop.check_gateway(&[id]).await;
    }
}
