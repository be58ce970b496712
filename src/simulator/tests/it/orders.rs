//! Orders and their lists.

use crate::support::House;
use serde_json::json;

#[actix_web::test]
async fn a_unique_receipt_leads_to_one_order_however_often_it_is_sent() {
    let house = House::start().await;
    let asked = json!({ "amount": 500, "currency": "INR", "receipt": "r1", "unique_receipt": true });
    let answers = futures_util::future::join_all((0..8).map(|_| house.post("/v1/orders", &asked))).await;
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    let other = json!({ "amount": 600, "currency": "INR", "receipt": "r1", "unique_receipt": true });
    let (status, refused) = house.post("/v1/orders", &other).await;
    assert_eq!((status, &refused["error"]["field"]), (400, &json!("receipt")));
    // Without the flag a receipt is a remark, and may be there twice.
    let remark = json!({ "amount": 500, "currency": "INR", "receipt": "r1" });
    assert_ne!(house.post("/v1/orders", &remark).await.1["id"], answers[0].1["id"]);
    assert_eq!(house.get("/v1/orders?receipt=r1").await.1["count"], 2);
    let house = house.restart().await;
    assert_eq!(house.post("/v1/orders", &asked).await, answers[0]);
}

#[actix_web::test]
async fn orders_are_listed_by_parts_the_latest_first() {
    let house = House::start().await;
    let mut ids = Vec::new();
    for _ in 0..12 {
        ids.push(house.order(500).await);
        house.clock.advance(1_000);
    }
    house.pay(&ids[3], "success").await;
    let page = house.get("/v1/orders").await.1;
    assert_eq!((&page["entity"], &page["count"]), (&json!("collection"), &json!(10)));
    assert_eq!(page["items"][0]["id"], ids[11]);
    assert_eq!(house.get("/v1/orders?count=5&skip=10").await.1["count"], 2);
    assert_eq!(house.get("/v1/orders?from=1700000010").await.1["count"], 2);
    assert_eq!(house.get("/v1/orders?to=1700000000").await.1["items"][0]["id"], ids[0]);
    assert_eq!(house.get("/v1/orders?authorized=1").await.1["items"][0]["id"], ids[3]);
    assert_eq!(house.get("/v1/orders?authorized=0&count=100").await.1["count"], 11);
    assert_eq!(house.get("/v1/orders?count=101").await.0, 400);
}

#[actix_web::test]
async fn an_order_goes_from_created_over_attempted_to_paid_and_stays_there() {
    let house = House::start().await;
    let order = house.order(1_000).await;
    let path = format!("/v1/orders/{order}");
    house.pay(&order, "fail").await;
    let attempted = house.get(&path).await.1;
    assert_eq!((&attempted["status"], &attempted["attempts"]), (&json!("attempted"), &json!(1)));
    let payment = house.pay(&order, "success").await["id"].as_str().unwrap().to_owned();
    let capture = json!({ "amount": 1_000, "currency": "INR" });
    house.post(&format!("/v1/payments/{payment}/capture"), &capture).await;
    house.post(&format!("/v1/payments/{payment}/refund"), &json!({})).await;
    house.drain().await;
    let paid = house.get(&path).await.1;
    assert_eq!((&paid["status"], &paid["amount_due"], &paid["attempts"]), (&json!("paid"), &json!(0), &json!(2)));
    let payments = house.get(&format!("{path}/payments")).await.1;
    assert_eq!(payments["count"], 2);
    assert_eq!(
        (&payments["items"][0]["status"], &payments["items"][1]["status"]),
        (&json!("refunded"), &json!("failed"))
    );
}
