//! How payments go.

use crate::support::House;
use serde_json::{Value, json};

async fn refusal(house: &House, path: &str, body: &Value) -> String {
    let (status, refused) = house.post(path, body).await;
    assert_eq!(status, 400, "{refused}");
    refused["error"]["description"].as_str().unwrap().to_owned()
}

#[actix_web::test]
async fn only_what_is_authorised_is_captured_and_only_whole() {
    let house = House::start().await;
    let order = house.order(1_000).await;
    let failed = house.pay(&order, "fail").await["id"].as_str().unwrap().to_owned();
    let payment = house.pay(&order, "success").await["id"].as_str().unwrap().to_owned();
    let whole = json!({ "amount": 1_000, "currency": "INR" });
    let path = format!("/v1/payments/{payment}/capture");
    let told = refusal(&house, &format!("/v1/payments/{failed}/capture"), &whole).await;
    assert!(told.starts_with("Only payments which have been authorized"), "{told}");
    let told = refusal(&house, &path, &json!({ "amount": 999, "currency": "INR" })).await;
    assert_eq!(told, "Capture amount must be equal to the amount authorized");
    assert!(refusal(&house, &path, &json!({ "amount": 1_000, "currency": "USD" })).await.contains("currency"));
    assert_eq!(refusal(&house, &path, &json!({ "amount": "x" })).await, "The amount must be an integer.");
    assert_eq!(house.post(&path, &whole).await.0, 200);
    assert_eq!(refusal(&house, &path, &whole).await, "This payment has already been captured");
    let again = json!({ "order_id": order, "outcome": "success" });
    assert!(refusal(&house, "/simulator/pay", &again).await.contains("already paid"));
}

#[actix_web::test]
async fn an_order_with_a_held_payment_takes_no_other_one() {
    let house = House::start().await;
    let order = house.order(1_000).await;
    house.pay(&order, "success").await;
    let told = refusal(&house, "/simulator/pay", &json!({ "order_id": order, "outcome": "success" })).await;
    assert!(told.contains("authorized already"), "{told}");
}

#[actix_web::test]
async fn a_failed_payment_can_be_authorised_late() {
    let house = House::start().await;
    let order = house.order(1_000).await;
    let late = house.pay(&order, "late").await;
    assert_eq!((&late["status"], &late["error_reason"]), (&json!("failed"), &json!("payment_timed_out")));
    house.receiver.arrived(1).await;
    house.clock.advance(10_000);
    let events = house.receiver.arrived(2).await;
    assert_eq!(house.receiver.events(), ["payment.failed", "payment.authorized"]);
    let entity = &events[1].body["payload"]["payment"]["entity"];
    assert_eq!((&entity["id"], &entity["error_code"]), (&late["id"], &Value::Null));
    assert_eq!(house.books().await["accounts"]["INR"], json!({ "customer": -1_000, "held": 1_000 }));
}

#[actix_web::test]
async fn a_late_payment_of_an_order_that_is_paid_meanwhile_is_given_back_by_the_gateway() {
    let house = House::with(|config| config.captures_by_itself = true).await;
    let order = house.order(1_000).await;
    let late = house.pay(&order, "late").await["id"].as_str().unwrap().to_owned();
    assert_eq!(house.pay(&order, "success").await["status"], "captured");
    house.receiver.arrived(4).await;
    house.clock.advance(10_000);
    house.receiver.arrived(5).await;
    assert_eq!(house.payment(&late).await["status"], "authorized");
    let whole = json!({ "amount": 1_000, "currency": "INR" });
    assert!(refusal(&house, &format!("/v1/payments/{late}/capture"), &whole).await.contains("already paid"));
    house.clock.advance(3 * 24 * 3_600_000);
    house.receiver.arrived(7).await;
    let back = house.payment(&late).await;
    assert_eq!((&back["status"], &back["captured"], &back["fee"]), (&json!("refunded"), &json!(false), &Value::Null));
    let books = house.books().await;
    assert_eq!((&books["balanced"], &books["accounts"]["INR"]["held"]), (&json!(true), &json!(0)));
}

#[actix_web::test]
async fn a_pending_payment_stays_created_until_the_bank_answers() {
    let house = House::start().await;
    let order = house.order(1_000).await;
    let body = json!({ "order_id": order, "outcome": "pending", "late_ms": 500 });
    let payment = house.post("/simulator/pay", &body).await.1;
    assert_eq!((&payment["payment"]["status"], &payment["callback"]), (&json!("created"), &Value::Null));
    house.clock.advance(500);
    house.receiver.arrived(1).await;
    assert_eq!(house.receiver.events(), ["payment.authorized"]);
}

#[actix_web::test]
async fn a_second_payment_can_be_captured_on_demand_although_the_order_is_paid() {
    let house = House::start().await;
    let order = house.order(1_000).await;
    let first = house.pay(&order, "success").await["id"].as_str().unwrap().to_owned();
    house.post(&format!("/v1/payments/{first}/capture"), &json!({ "amount": 1_000, "currency": "INR" })).await;
    assert_eq!(house.pay(&order, "surplus").await["status"], "captured");
    house.drain().await;
    let paid = house.receiver.events().iter().filter(|event| *event == "order.paid").count();
    assert_eq!(paid, 1, "an order is paid once");
    assert_eq!(house.books().await["balanced"], true);
}

#[actix_web::test]
async fn an_order_may_ask_for_its_payments_to_be_captured_at_once() {
    let house = House::start().await;
    let body = json!({ "amount": 1_000, "currency": "INR", "payment_capture": 1 });
    let order = house.post("/v1/orders", &body).await.1["id"].as_str().unwrap().to_owned();
    assert_eq!(house.pay(&order, "success").await["status"], "captured");
    house.receiver.arrived(3).await;
    assert_eq!(house.receiver.events(), ["payment.authorized", "payment.captured", "order.paid"]);
}
