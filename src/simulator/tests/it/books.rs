//! The books balance, and are what they were after a restart.

use crate::support::House;
use examhall_simulator::{Config, StartError, start};
use serde_json::json;

#[actix_web::test]
async fn the_books_add_up_and_are_the_same_after_a_restart() {
    let house = House::start().await;
    house.captured(50_000).await;
    let back = house.captured(10_000).await;
    house.post(&format!("/v1/payments/{back}/refund"), &json!({ "amount": 4_000 })).await;
    let held = house.order(3_000).await;
    house.pay(&held, "success").await;
    house.drain().await;
    let books = house.books().await;
    assert_eq!(books["balanced"], true);
    let fees = 1_180 + 236;
    assert_eq!(
        books["accounts"]["INR"],
        json!({
            "customer": -(63_000 - 4_000), "held": 3_000, "merchant": 60_000 - fees - 4_000, "fees": fees, "refunding": 0,
        })
    );
    assert_eq!(
        books["payments"],
        json!([
            { "currency": "INR", "status": "authorized", "count": 1, "amount": 3_000 },
            { "currency": "INR", "status": "captured", "count": 2, "amount": 60_000 },
        ])
    );
    let house = house.restart().await;
    assert_eq!(house.books().await, books);
    assert_eq!(house.get("/simulator/payments").await.1["count"], 3);
}

#[actix_web::test]
async fn identifiers_go_on_after_a_restart_without_repeating() {
    let house = House::start().await;
    let first = house.order(500).await;
    let house = house.restart().await;
    let second = house.order(500).await;
    assert_ne!(first, second);
    assert_eq!(house.get("/v1/orders").await.1["count"], 2);
}

#[actix_web::test]
async fn a_simulator_that_cannot_work_does_not_start() {
    let house = House::start().await;
    let usual = || Config::new(std::env::temp_dir().join("examhall-simulator-never"), house.running.keys().clone());
    let mut secretless = usual();
    secretless.keys.webhook_secret.clear();
    assert!(matches!(start(secretless).await, Err(StartError::Keys)));
    let mut nowhere = usual();
    nowhere.webhook = Some("https://exams.example.org".to_owned());
    assert!(matches!(start(nowhere).await, Err(StartError::Webhook(_))));
    let mut taken = usual();
    taken.port = house.running.address().port();
    assert!(matches!(start(taken).await, Err(StartError::Port { .. })));
    let mut file = usual();
    (file.port, file.file) = (0, std::env::temp_dir());
    assert!(matches!(start(file).await, Err(StartError::Books(_))));
}
