//! Faults of calls: on demand, and by chance that can be had again.

use crate::support::House;
use examhall_simulator::{Faults, Seed};
use serde_json::{Value, json};

#[actix_web::test]
async fn a_call_can_be_lost_before_its_effect_and_after_it() {
    let house = House::start().await;
    let body = json!({ "amount": 500, "currency": "INR", "receipt": "r", "unique_receipt": true });
    for (fault, status, orders) in [("error_before", 500, 0), ("too_many", 429, 0), ("error_after", 502, 1)] {
        house.next_fault(fault, "create_order").await;
        assert_eq!(house.post("/v1/orders", &body).await.0, status, "{fault}");
        assert_eq!(house.get("/v1/orders").await.1["count"], orders, "{fault}");
    }
    assert_eq!(house.post("/v1/orders", &body).await.0, 200);
    assert_eq!(house.get("/v1/orders").await.1["count"], 1);
}

#[actix_web::test]
async fn a_call_can_hang_before_its_effect_and_after_it() {
    let house = House::start().await;
    for (fault, captured) in [("timeout_before", "authorized"), ("timeout_after", "captured")] {
        let order = house.order(1_000).await;
        let payment = house.pay(&order, "success").await["id"].as_str().unwrap().to_owned();
        house.next_fault(fault, "capture").await;
        let path = format!("/v1/payments/{payment}/capture");
        let capture = json!({ "amount": 1_000, "currency": "INR" });
        let (hung, ()) = tokio::join!(house.post(&path, &capture), async {
            while house.get("/simulator/faults").await.1["faults"]["struck"][fault] != 1 {}
            while house.payment(&payment).await["status"] != captured {}
            house.clock.advance(30_000);
        });
        assert_eq!(hung.0, 504, "{fault}");
    }
}

#[actix_web::test]
async fn a_payment_can_be_of_another_amount_than_its_order() {
    let house = House::start().await;
    house.next_fault("tampered_payment", "pay").await;
    let order = house.order(1_000).await;
    assert_eq!(house.pay(&order, "success").await["amount"], 500);
    let other = house.order(1_000).await;
    let body = json!({ "order_id": other, "outcome": "surplus", "amount": 1_500 });
    assert_eq!(house.post("/simulator/pay", &body).await.1["payment"]["amount"], 1_500);
    house.drain().await;
    assert_eq!(house.books().await["balanced"], true);
}

#[actix_web::test]
async fn the_same_seed_and_calls_meet_the_same_faults() {
    let first = a_day_with(Seed(11)).await;
    assert_eq!(a_day_with(Seed(11)).await, first);
    assert_ne!(a_day_with(Seed(12)).await, first);
    let (statuses, struck) = first;
    assert!(statuses.iter().any(|status| *status >= 429) && statuses.contains(&200), "{statuses:?}");
    assert!(struck.as_object().unwrap().len() > 3, "{struck}");
}

/// The answers of some calls under faults of every second one, and what struck.
async fn a_day_with(seed: Seed) -> (Vec<u16>, Value) {
    let house = House::with(|config| {
        config.seed = Some(seed);
        config.faults = Faults::network("50%".parse().unwrap());
        (config.timing.hang, config.timing.slow) = (0, 0);
    })
    .await;
    let mut statuses = Vec::new();
    for number in 0..20 {
        let body = json!({ "amount": 1_000, "currency": "INR", "receipt": number.to_string() });
        statuses.push(house.post("/v1/orders", &body).await.0);
    }
    house.post("/simulator/faults", &json!({ "shares": { "timeout_before": 0, "slow": 0 } })).await;
    let struck = house.get("/simulator/faults").await.1["faults"]["struck"].clone();
    (statuses, struck)
}

#[actix_web::test]
async fn faults_are_changed_and_taken_back_by_a_call() {
    let house = House::start().await;
    let (_, stand) = house.post("/simulator/faults", &json!({ "network": "10%", "shares": { "loss": 2.5 } })).await;
    assert_eq!(stand["faults"]["shares"]["loss"], 2.5);
    assert_eq!(stand["seed"], 7);
    for wrong in [json!({ "network": "200%" }), json!({ "shares": { "fire": 1 } }), json!({ "more": 1 })] {
        assert_eq!(house.post("/simulator/faults", &wrong).await.0, 400, "{wrong}");
    }
    let (_, stand) = house.post("/simulator/faults", &json!({ "clear": true })).await;
    assert_eq!(stand["faults"]["shares"], json!({}));
}
