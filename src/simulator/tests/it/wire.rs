//! Bodies are those of Razorpay's documentation, field by field. The fixtures hold what the documentation shows, with
//! values of these tests; `<…>` stands for what differs each time.

use crate::support::House;
use serde_json::{Value, json};

#[actix_web::test]
async fn every_entity_and_event_has_the_documented_fields() {
    let house = House::start().await;
    let (_, order) =
        house.post("/v1/orders", &json!({ "amount": 50_000, "currency": "INR", "receipt": "Receipt 17" })).await;
    same("order", &order);
    let asked = json!({ "amount": 50_000, "currency": "INR", "notes": { "exam": "Physics I" } });
    same("order_with_notes", &house.post("/v1/orders", &asked).await.1);

    let who = json!({
        "order_id": order["id"], "outcome": "success", "method": "netbanking", "email": "student@example.org",
        "contact": "+919000090000",
    });
    let (_, paid) = house.post("/simulator/pay", &who).await;
    same("payment_authorized", &paid["payment"]);
    let id = paid["payment"]["id"].as_str().unwrap();
    let (_, captured) =
        house.post(&format!("/v1/payments/{id}/capture"), &json!({ "amount": 50_000, "currency": "INR" })).await;
    same("payment_captured", &captured);
    let asked = json!({
        "amount": 20_000, "speed": "optimum", "receipt": "Refund 3", "notes": { "why": "second thoughts" },
    });
    same("refund", &house.post(&format!("/v1/payments/{id}/refund"), &asked).await.1);
    house.drain().await;

    let other = house.order(50_000).await;
    let (_, failed) =
        house.post("/simulator/pay", &json!({ "order_id": other, "outcome": "fail", "method": "upi" })).await;
    same("payment_failed_upi", &failed["payment"]);

    let events = house.receiver.arrived(6).await;
    let of = |name: &str| &events.iter().find(|webhook| webhook.event() == name).unwrap().body;
    same("event_payment_authorized", of("payment.authorized"));
    same("event_payment_captured", of("payment.captured"));
    same("event_order_paid", of("order.paid"));
    same("event_refund_processed", of("refund.processed"));
    same("event_payment_failed", of("payment.failed"));
}

#[actix_web::test]
async fn refusals_are_worded_as_documented() {
    let house = House::start().await;
    let payment = house.captured(50_000).await;
    let (status, refused) = house.post(&format!("/v1/payments/{payment}/refund"), &json!({ "amount": 99 })).await;
    assert_eq!(status, 400);
    same("error_amount", &refused);
    let (status, refused) = house.get("/v1/orders/order_00000000000000").await;
    assert_eq!(status, 400);
    same("error_id", &refused);
    let stranger = reqwest::Client::new().get(house.url("/v1/orders")).header("authorization", "Basic eDp5");
    let answer = stranger.send().await.unwrap();
    assert_eq!(answer.status(), 401);
    same("error_key", &serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap());
    house.refund_with_key(&payment, "0123456789", &json!({ "amount": 100 })).await;
    let (status, refused) = house.refund_with_key(&payment, "0123456789", &json!({ "amount": 101 })).await;
    assert_eq!(status, 409);
    same("error_idempotency", &refused);
    let (status, refused) = house.get("/v1/nothing/here").await;
    assert_eq!((status, &refused["error"]["code"]), (404, &json!("BAD_REQUEST_ERROR")));
}

#[actix_web::test]
async fn what_is_too_long_or_no_json_is_refused_before_anything_happens() {
    let house = House::with(|config| config.limits.body = 1_024).await;
    let long = json!({ "amount": 100, "currency": "INR", "receipt": "x".repeat(2_000) });
    assert_eq!(house.post("/v1/orders", &long).await.0, 413);
    let request = reqwest::Client::new().post(house.url("/v1/orders")).body("{");
    assert_eq!(house.send(request).await.0, 400);
    let checkout = house.form("/v1/checkout/embedded", "en", &[("name", &"x".repeat(2_000))]);
    assert_eq!(checkout.send().await.unwrap().status(), 413);
    assert_eq!(house.get("/v1/orders").await.1["count"], 0);
}

/// Whether a body is the one of the fixture.
fn same(fixture: &str, body: &Value) {
    let path = format!("{}/tests/fixtures/{fixture}.json", env!("CARGO_MANIFEST_DIR"));
    let expected: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let (shown, difference) = (body.to_string(), difference(&expected, body, ""));
    assert_eq!(difference, None, "{fixture}: {shown}");
}

/// Where a body first differs from what is expected.
fn difference(expected: &Value, found: &Value, at: &str) -> Option<String> {
    match (expected, found) {
        (Value::Object(wanted), Value::Object(has)) => {
            let missing =
                wanted.keys().chain(has.keys()).find(|key| !wanted.contains_key(*key) || !has.contains_key(*key));
            if let Some(key) = missing {
                return Some(format!("{at}/{key} is on one side only"));
            }
            wanted.iter().find_map(|(key, value)| difference(value, &has[key], &format!("{at}/{key}")))
        }
        (Value::String(pattern), found) if pattern.starts_with('<') => {
            let fits = match pattern.as_str() {
                "<time>" => found.as_i64().is_some_and(|seconds| seconds == 1_700_000_000),
                "<digits>" => found.as_str().is_some_and(|text| text.bytes().all(|byte| byte.is_ascii_digit())),
                prefix => found.as_str().is_some_and(|text| {
                    let letters =
                        text.strip_prefix(prefix.trim_matches(['<', '>'])).and_then(|text| text.strip_prefix('_'));
                    letters.is_some_and(|letters| letters.len() == 14)
                }),
            };
            (!fits).then(|| format!("{at} is {found}, not {pattern}"))
        }
        _ => (expected != found).then(|| format!("{at} is {found}, not {expected}")),
    }
}
