//! Refunds: whole, in parts, once, and never more than was captured.

use crate::support::House;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

#[actix_web::test]
async fn a_refund_is_pending_until_it_is_processed() {
    let house = House::start().await;
    let payment = house.captured(50_000).await;
    let (_, part) = house.post(&format!("/v1/payments/{payment}/refund"), &json!({ "amount": 20_000 })).await;
    assert_eq!(part["status"], "pending");
    let partly = house.payment(&payment).await;
    assert_eq!((&partly["status"], &partly["refund_status"]), (&json!("captured"), &json!("partial")));
    let (_, rest) = house.post(&format!("/v1/payments/{payment}/refund"), &json!({})).await;
    assert_eq!(rest["amount"], 30_000);
    house.clock.advance(2_000);
    house.receiver.arrived(7).await;
    let whole = house.payment(&payment).await;
    assert_eq!((&whole["status"], &whole["amount_refunded"]), (&json!("refunded"), &json!(50_000)));
    let path = format!("/v1/refunds/{}", part["id"].as_str().unwrap());
    assert_eq!(house.get(&path).await.1["status"], "processed");
    assert_eq!(house.get(&format!("/v1/payments/{payment}/refunds")).await.1["count"], 2);
    assert_eq!(house.get(&format!("/v1/payments/{payment}{}", &path[3..])).await.1["id"], part["id"]);
    assert_eq!(house.get("/v1/refunds?count=1").await.1["items"][0]["id"], rest["id"]);
    let (status, refused) = house.post(&format!("/v1/payments/{payment}/refund"), &json!({})).await;
    assert_eq!(
        (status, &refused["error"]["description"]),
        (400, &json!("The payment has been fully refunded already"))
    );
}

#[actix_web::test]
async fn a_refund_that_takes_no_time_is_processed_when_it_is_created() {
    let house = House::with(|config| config.timing.refund = 0).await;
    let payment = house.captured(50_000).await;
    let (_, refund) = house.post(&format!("/v1/payments/{payment}/refund"), &json!({})).await;
    assert_eq!(refund["status"], "processed");
    let events = house.receiver.arrived(5).await;
    assert_eq!(events[3].event(), "refund.created");
    assert_eq!(events[3].body["payload"]["refund"]["entity"]["status"], "processed");
}

#[actix_web::test]
async fn a_failed_refund_gives_its_room_back_although_its_event_still_shows_the_amount() {
    let house = House::start().await;
    let payment = house.captured(50_000).await;
    house.next_fault("refund_failure", "refund").await;
    house.post(&format!("/v1/payments/{payment}/refund"), &json!({})).await;
    assert_eq!(house.payment(&payment).await["status"], "refunded");
    house.clock.advance(2_000);
    let events = house.receiver.arrived(5).await;
    assert_eq!(events[4].event(), "refund.failed");
    assert_eq!(events[4].body["payload"]["payment"]["entity"]["amount_refunded"], 50_000);
    let after = house.payment(&payment).await;
    assert_eq!((&after["status"], &after["amount_refunded"]), (&json!("captured"), &json!(0)));
    assert_eq!(house.post(&format!("/v1/payments/{payment}/refund"), &json!({})).await.0, 200);
    house.drain().await;
    assert_eq!(house.books().await["balanced"], true);
}

#[actix_web::test]
async fn one_key_is_one_refund_also_after_a_restart() {
    let house = House::start().await;
    let payment = house.captured(50_000).await;
    let body = json!({ "amount": 10_000 });
    let (_, first) = house.refund_with_key(&payment, "key-of-a-refund", &body).await;
    assert_eq!(house.refund_with_key(&payment, "key-of-a-refund", &body).await.1["id"], first["id"]);
    let house = house.restart().await;
    assert_eq!(house.refund_with_key(&payment, "key-of-a-refund", &body).await.1["id"], first["id"]);
    assert_eq!(house.get("/v1/refunds").await.1["count"], 1);
    assert_eq!(house.refund_with_key(&payment, "short", &body).await.0, 400);
    // What was refused leaves the key free.
    assert_eq!(house.refund_with_key(&payment, "key-of-another", &json!({ "amount": 90_000 })).await.0, 400);
    assert_eq!(house.refund_with_key(&payment, "key-of-another", &body).await.0, 200);
}

#[actix_web::test]
async fn a_key_in_flight_is_in_conflict_with_itself() {
    let house = House::start().await;
    let payment = house.captured(50_000).await;
    house.next_fault("slow", "refund").await;
    let body = json!({ "amount": 10_000 });
    let (slow, conflict) = tokio::join!(house.refund_with_key(&payment, "key-of-a-refund", &body), async {
        // The slow one holds the key from the moment that the fault has struck.
        while house.get("/simulator/faults").await.1["faults"]["struck"]["slow"] != 1 {}
        let conflict = loop {
            let answer = house.refund_with_key(&payment, "key-of-a-refund", &body).await;
            if answer.0 == 409 {
                break answer;
            }
        };
        house.clock.advance(2_000);
        conflict
    });
    assert_eq!(slow.0, 200);
    assert!(conflict.1["error"]["description"].as_str().unwrap().contains("still in progress"), "{conflict:?}");
}

#[actix_web::test]
async fn however_refunds_are_asked_for_at_once_no_more_goes_back_than_came() {
    let house = House::start().await;
    let payment = house.captured(10_000).await;
    let path = format!("/v1/payments/{payment}/refund");
    let body = json!({ "amount": 6_000 });
    let answers = futures_util::future::join_all((0..6).map(|_| house.post(&path, &body))).await;
    assert_eq!(answers.iter().filter(|(status, _)| *status == 200).count(), 1, "{answers:?}");
    assert_eq!(house.payment(&payment).await["amount_refunded"], 6_000);
}

/// A step of somebody who does all that can be done with refunds.
#[derive(Clone, Debug)]
enum Step {
    Ask(i64),
    AskToFail(i64),
    AskForAll,
    Wait,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        (100_i64..8_000).prop_map(Step::Ask),
        (100_i64..8_000).prop_map(Step::AskToFail),
        Just(Step::AskForAll),
        Just(Step::Wait),
    ];
    prop::collection::vec(step, 1..12)
}

#[actix_web::test]
async fn never_more_is_refunded_than_was_captured() {
    let house = House::start().await;
    let mut runner = TestRunner::deterministic();
    for _ in 0..24 {
        let walk = steps().new_tree(&mut runner).unwrap().current();
        let payment = house.captured(10_000).await;
        for step in &walk {
            take(&house, &payment, step).await;
            let now = house.payment(&payment).await;
            let refunds = house.get(&format!("/v1/payments/{payment}/refunds?count=100")).await.1;
            let counts = |refund: &&Value| refund["status"] != "failed";
            let sum: i64 = refunds["items"].as_array().unwrap().iter().filter(counts).map(amount).sum();
            assert!(sum <= 10_000 && now["amount_refunded"] == sum, "{walk:?} at {step:?}: {now} {refunds}");
            assert_eq!(now["status"] == "refunded", sum == 10_000, "{walk:?} at {step:?}");
        }
        assert_eq!(house.books().await["balanced"], true, "{walk:?}");
    }
}

async fn take(house: &House, payment: &str, step: &Step) {
    let path = format!("/v1/payments/{payment}/refund");
    match step {
        Step::Ask(amount) => drop(house.post(&path, &json!({ "amount": amount })).await),
        Step::AskToFail(amount) => {
            house.next_fault("refund_failure", "refund").await;
            house.post(&path, &json!({ "amount": amount })).await;
            house.post("/simulator/faults", &json!({ "clear": true })).await;
        }
        Step::AskForAll => drop(house.post(&path, &json!({})).await),
        Step::Wait => house.drain().await,
    }
}

fn amount(refund: &Value) -> i64 {
    refund["amount"].as_i64().unwrap()
}
