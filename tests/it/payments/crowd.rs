//! Fifty clients that ask the real server for the same thing at once, for one order: one effect each.

use super::counter::{Counter, PRICE, Placed, WEBHOOK_SECRET, at_both_counters, message};
use crate::accounts::house::{Client, json, slug};
use examhall::service::payments::verify_ledger::verify_ledger;
use examhall::store::payments::order::{self, Search};
use examhall_domain::payments::{OrderStatus, RefundStatus};
use futures_util::future::join_all;
use reqwest::Response;
use serde_json::{Value, json as value};
use std::collections::{BTreeMap, BTreeSet};

const CLIENTS: usize = 50;

/// The same person with connections of their own.
fn crowd(of: &Client) -> Vec<Client> {
    (0..CLIENTS).map(|_| of.standing()).collect()
}

/// How often each answer was given: the status of those that succeeded, the problem of the others.
async fn tally(answers: Vec<Response>) -> BTreeMap<String, usize> {
    let mut tally = BTreeMap::new();
    for answer in answers {
        let word = if answer.status().is_success() { answer.status().as_u16().to_string() } else { slug(answer).await };
        *tally.entry(word).or_default() += 1;
    }
    tally
}

fn only(tally: &BTreeMap<String, usize>, words: &[&str]) {
    assert!(tally.keys().all(|word| words.contains(&word.as_str())), "{tally:?}");
    assert_eq!(tally.values().sum::<usize>(), CLIENTS);
}

async fn orders(counter: &Counter) -> usize {
    order::search(counter.house.store.read(), &Search::default(), None, 100).await.unwrap().len()
}

/// Our books and the gateway's agree, to the last unit.
async fn check_books(counter: &Counter, placed: &Placed, captured: i64, refunded: i64) {
    let books = counter.books(placed).await;
    assert_eq!(books["balanced"], true, "{books}");
    let sum = |list: &str, statuses: &[&str]| -> i64 {
        let rows = books[list].as_array().unwrap().iter();
        let rows = rows.filter(|row| statuses.contains(&row["status"].as_str().unwrap()));
        rows.map(|row| row["amount"].as_i64().unwrap()).sum()
    };
    assert_eq!(sum("payments", &["captured", "refunded"]), captured, "{books}");
    assert_eq!(sum("refunds", &["processed", "pending"]), refunded, "{books}");
    let summary = verify_ledger(&counter.house.context().await, |_| {}).await.unwrap();
    assert_eq!((summary.orders, summary.faults), (1, 0));
    let report = json(counter.admin.get("/api/admin/payments/reconciliation").await).await;
    let inr = |amount: i64| value!({ "amount_minor": amount, "currency": "INR" });
    let totals = &report["totals"][0];
    assert_eq!((&totals["captured"], &totals["refunded"]), (&inr(captured), &inr(refunded)), "{report}");
}

at_both_counters! {
    async fn one_key_places_one_order(counter: &Counter) {
        let ada = counter.buyer("ada").await;
        let clients = crowd(&ada);
        let answers = join_all(clients.iter().map(|client| counter.create(client, "one"))).await;
        only(&tally(answers).await, &["201", "idempotency-key-in-flight", "overloaded"]);
        assert_eq!(orders(counter).await, 1);
        let first: Value = json(counter.create(&ada, "one").await).await;
        for answer in join_all(clients.iter().map(|client| counter.create(client, "one"))).await {
            assert_eq!((answer.status().as_u16(), json(answer).await), (201, first.clone()), "everybody gets the first answer");
        }
        assert_eq!(orders(counter).await, 1);
    }

    async fn many_keys_place_one_order(counter: &Counter) {
        let ada = counter.buyer("ada").await;
        let (clients, keys) = (crowd(&ada), (0..CLIENTS).map(|key| key.to_string()).collect::<Vec<_>>());
        let asked = clients.iter().zip(&keys).map(|(client, key)| counter.create(client, key));
        let (mut ids, mut new) = (BTreeSet::new(), 0);
        for answer in join_all(asked).await {
            if answer.status().is_success() {
                new += usize::from(answer.status() == 201);
                ids.insert(json(answer).await["id"].as_str().unwrap().to_owned());
            } else {
                assert_eq!(slug(answer).await, "overloaded");
            }
        }
        assert_eq!((ids.len(), orders(counter).await), (1, 1));
        assert!(new <= 1, "{new} were told that theirs is new");
    }

    async fn returns_and_messages_of_one_payment_grant_once(counter: &Counter) {
        let ada = counter.buyer("ada").await;
        let placed = counter.order(&ada).await;
        let paid = counter.pay(&placed, "success", PRICE).await;
        let mut command = paid.callback.clone();
        command["order_id"] = value!(placed.id);
        let clients = crowd(&ada);
        let returns = join_all(clients.iter().map(|client| client.post("/api/payments/verify", command.clone())));
        // Half of them the same message, the others each another one about the same payment.
        let messages: Vec<(String, String)> = (0..CLIENTS)
            .map(|n| if n % 2 == 0 { (0, 0) } else { (n, i64::try_from(n).unwrap()) })
            .map(|(event, at_s)| (format!("e{event}"), message(&paid.payment, "authorized", at_s)))
            .collect();
        let told = join_all(messages.iter().map(|(event, body)| counter.tell_signed(event, body, WEBHOOK_SECRET)));
        let (returns, told) = tokio::join!(returns, told);
        only(&tally(returns).await, &["200"]);
        only(&tally(told).await, &["200"]);
        counter.until(&placed, |order| order.status() == OrderStatus::Paid).await;
        let outcomes = counter.outcomes().await;
        assert_eq!((outcomes.len(), outcomes.iter().all(|(outcome, _)| outcome == "applied")), (1 + CLIENTS / 2, true));
        let order = counter.stored(&placed).await;
        assert_eq!((order.payments.len(), order.refunds.len()), (1, 0));
        for kind in ["capture_wanted", "payment_kept", "access_granted"] {
            assert_eq!(counter.count(&placed, kind).await, 1, "{kind}");
        }
        assert!(counter.has_access(&ada).await);
        check_books(counter, &placed, PRICE, 0).await;
    }

    async fn refunds_of_one_order_give_back_what_was_paid_and_no_more(counter: &Counter) {
        let ada = counter.buyer("ada").await;
        let placed = counter.order(&ada).await;
        let paid = counter.pay(&placed, "success", PRICE).await;
        let mut command = paid.callback.clone();
        command["order_id"] = value!(placed.id);
        json(ada.post("/api/payments/verify", command).await).await;
        assert!(counter.has_access(&ada).await);

        let half = join_all((0..CLIENTS).map(|_| counter.refund(&placed, "one", Some(PRICE / 2)))).await;
        let told = tally(half).await;
        only(&told, &["202", "idempotency-key-in-flight", "overloaded"]);
        assert!(told.contains_key("202"), "{told:?}");
        assert_eq!(counter.count(&placed, "refund_asked").await, 1, "one key, one refund");
        let keys: Vec<String> = (0..CLIENTS).map(|key| format!("other {key}").replace(' ', "-")).collect();
        let others = join_all(keys.iter().map(|key| counter.refund(&placed, key, Some(PRICE / 2)))).await;
        let told = tally(others).await;
        only(&told, &["202", "refund-too-much", "overloaded"]);
        assert_eq!(told["202"], 1, "a third half would be more than was paid: {told:?}");
        let order = counter.until(&placed, |order| order.status() == OrderStatus::Refunded).await;
        assert!(order.refunds.len() == 2 && order.refunds.iter().all(|refund| refund.status == RefundStatus::Processed));
        assert_eq!(counter.count(&placed, "access_withdrawn").await, 1);
        assert!(!counter.has_access(&ada).await);
        check_books(counter, &placed, PRICE, PRICE).await;
    }
}
