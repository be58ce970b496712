//! Webhooks: signed, at least once, and as badly as they are asked to come.

use crate::support::{House, WEBHOOK_SECRET};
use examhall_simulator::hex_hmac;
use serde_json::json;
use std::collections::BTreeSet;

#[actix_web::test]
async fn a_webhook_is_signed_over_its_raw_body_and_named_in_a_header() {
    let house = House::start().await;
    house.captured(1_000).await;
    let events = house.receiver.arrived(3).await;
    assert_eq!(house.receiver.events(), ["payment.authorized", "payment.captured", "order.paid"]);
    for webhook in &events {
        assert_eq!(webhook.signature, hex_hmac(WEBHOOK_SECRET, webhook.raw.as_bytes()));
        assert!(!webhook.raw.contains(webhook.event_id.as_deref().unwrap()));
    }
    assert_eq!(events.iter().map(|webhook| &webhook.event_id).collect::<BTreeSet<_>>().len(), 3);
}

#[actix_web::test]
async fn what_nobody_takes_comes_again_after_pauses_that_grow() {
    let house = House::start().await;
    house.receiver.answer(&[500, 302]);
    let order = house.order(1_000).await;
    house.pay(&order, "fail").await;
    let first = house.receiver.arrived(1).await;
    settle(&house, 1).await;
    house.clock.advance(9_999);
    assert_eq!(house.receiver.events().len(), 1);
    house.clock.advance(1);
    house.receiver.arrived(2).await;
    settle(&house, 2).await;
    house.clock.advance(19_999);
    assert_eq!(house.receiver.events().len(), 2);
    house.clock.advance(1);
    let all = house.receiver.arrived(3).await;
    house.drain().await;
    assert_eq!(house.receiver.events().len(), 3);
    assert!(all.iter().all(|webhook| webhook.raw == first[0].raw && webhook.event_id == first[0].event_id));
}

#[actix_web::test]
async fn who_does_not_answer_in_time_gets_it_again() {
    let house = House::with(|config| config.timing.webhook_patience = 50).await;
    house.receiver.answer(&[0]);
    let order = house.order(1_000).await;
    house.pay(&order, "fail").await;
    house.receiver.arrived(1).await;
    house.drain().await;
    assert_eq!(house.receiver.events().len(), 2);
}

#[actix_web::test]
async fn after_a_day_a_webhook_is_given_up() {
    let house = House::start().await;
    house.receiver.answer(&[500, 500]);
    let order = house.order(1_000).await;
    house.pay(&order, "fail").await;
    house.receiver.arrived(1).await;
    settle(&house, 1).await;
    house.clock.advance(24 * 3_600_000);
    house.receiver.arrived(2).await;
    house.drain().await;
    assert_eq!(house.books().await["webhooks"], json!({ "given_up": 1 }));
}

#[actix_web::test]
async fn what_was_not_delivered_is_after_a_restart() {
    let house = House::start().await;
    house.receiver.answer(&[503]);
    let order = house.order(1_000).await;
    house.pay(&order, "fail").await;
    house.receiver.arrived(1).await;
    let house = house.restart().await;
    house.drain().await;
    let all = house.receiver.arrived(2).await;
    assert_eq!((all.len(), &all[0].event_id), (2, &all[1].event_id));
}

#[actix_web::test]
async fn a_retry_keeps_the_secret_of_its_time_when_another_is_in_force() {
    let house = House::start().await;
    house.receiver.answer(&[401]);
    let order = house.order(1_000).await;
    house.pay(&order, "fail").await;
    house.receiver.arrived(1).await;
    settle(&house, 1).await;
    let (status, rotated) = house.post("/simulator/secrets/rotate", &json!({ "webhook_secret": "another" })).await;
    assert_eq!((status, &rotated["webhook_secret"]), (200, &json!("another")));
    // The settings still name the old one: what was rotated away does not come back with a restart.
    let house = house.restart().await;
    house.pay(&order, "fail").await;
    house.drain().await;
    let all = house.receiver.arrived(3).await;
    let signed = |secret: &str| all.iter().filter(|one| one.signature == hex_hmac(secret, one.raw.as_bytes())).count();
    assert_eq!((signed(WEBHOOK_SECRET), signed("another")), (2, 1));
}

#[actix_web::test]
async fn faults_make_webhooks_come_twice_later_overtaken_or_never() {
    let house = House::start().await;
    for (fault, on) in [("duplicate", "payment.authorized"), ("reorder", "payment.captured"), ("loss", "order.paid")] {
        house.next_fault(fault, on).await;
    }
    let payment = house.captured(1_000).await;
    let twice = house.receiver.arrived(2).await;
    assert_eq!((&twice[0].raw, &twice[0].event_id), (&twice[1].raw, &twice[1].event_id));
    house.post(&format!("/v1/payments/{payment}/refund"), &json!({})).await;
    house.receiver.arrived(3).await;
    house.clock.advance(3_000);
    house.receiver.arrived(5).await;
    house.drain().await;
    let mut events = house.receiver.events();
    assert_eq!(events[..3], ["payment.authorized", "payment.authorized", "refund.created"]);
    events[3..].sort();
    assert_eq!(events[3..], ["payment.captured", "refund.processed"]);
    assert_eq!(house.books().await["webhooks"], json!({ "delivered": 4, "lost": 1 }));

    house.next_fault("delay", "payment.failed").await;
    let order = house.order(1_000).await;
    house.pay(&order, "fail").await;
    assert_eq!(house.books().await["webhooks"]["waiting"], 1);
    house.clock.advance(15_000);
    house.receiver.arrived(6).await;
}

#[actix_web::test]
async fn faults_forge_signatures_hide_names_and_tamper_with_amounts() {
    let house = House::start().await;
    house.next_fault("wrong_signature", "payment.failed").await;
    house.receiver.answer(&[401]);
    let order = house.order(1_000).await;
    house.pay(&order, "fail").await;
    house.receiver.arrived(1).await;
    house.drain().await;
    let all = house.receiver.arrived(2).await;
    let is_right = |index: usize| all[index].signature == hex_hmac(WEBHOOK_SECRET, all[index].raw.as_bytes());
    assert!(!is_right(0) && is_right(1));

    house.next_fault("no_event_id", "payment.failed").await;
    house.pay(&order, "fail").await;
    assert_eq!(house.receiver.arrived(3).await[2].event_id, None);

    house.next_fault("tampered_webhook", "payment.authorized").await;
    let payment = house.pay(&order, "success").await;
    let tampered = &house.receiver.arrived(4).await[3];
    assert_eq!(tampered.signature, hex_hmac(WEBHOOK_SECRET, tampered.raw.as_bytes()));
    assert_eq!(tampered.body["payload"]["payment"]["entity"]["amount"], 1_100);
    assert_eq!(house.payment(payment["id"].as_str().unwrap()).await["amount"], 1_000);
}

#[actix_web::test]
async fn a_full_outbox_sends_no_more_and_says_so() {
    let house = House::with(|config| config.limits.waiting = 2).await;
    house.receiver.answer(&[500]);
    let order = house.order(1_000).await;
    house.pay(&order, "fail").await;
    house.receiver.arrived(1).await;
    settle(&house, 1).await;
    // The first waits for its next try, the second for its time: the third finds no room.
    house.next_fault("delay", "payment.failed").await;
    house.pay(&order, "fail").await;
    house.pay(&order, "fail").await;
    assert_eq!(house.books().await["webhooks"], json!({ "waiting": 2, "unsent": 1 }));
}

#[actix_web::test]
async fn what_ended_long_ago_is_forgotten_and_what_waits_is_not() {
    let house = House::with(|config| {
        config.limits.remembered = 10;
        config.limits.deliveries = 4;
    })
    .await;
    house.receiver.answer(&[500]);
    for _ in 0..20 {
        house.captured(1_000).await;
    }
    house.receiver.arrived(60).await;
    settle(&house, 60).await;
    house.clock.advance(60_000);
    house.receiver.arrived(61).await;
    while house.books().await["webhooks"] != json!({ "delivered": 10 }) {
        house.clock.advance(60_000);
    }
}

/// Waits until so many deliveries are written down as tried: their next try is then known.
async fn settle(house: &House, tries: i64) {
    while house.books().await["tries"] != tries {}
}
