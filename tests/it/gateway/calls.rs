//! What is asked of the gateway, byte by byte, and how its published answers are read.

use super::bodies::{body, inr, new_order, order_id, our_order, our_refund, payment_id, refund_ask, refund_id, with};
use super::server::{Asked, Script, Turn};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use examhall::gateway::payments::{
    Abilities, Captures, OpenedOrder, OpenedStatus, PaymentGateway, PaymentGateways, Refunds, Webhooks,
};
use examhall::telemetry::metric;
use examhall_domain::payments::{GatewayName, PaymentStatus, Progress, SeenPayment};
use std::sync::Arc;

fn says(body: impl Into<String>) -> Turn {
    Turn::Says(200, body.into())
}

/// The one question that was asked.
fn only(script: &Script) -> Asked {
    let mut asked = script.asked();
    assert_eq!(asked.len(), 1, "{asked:?}");
    asked.remove(0)
}

#[actix_web::test]
async fn an_order_is_opened_under_our_receipt() {
    let script = Script::start(vec![says(our_order())]).await;
    let order = new_order();
    let opened = script.gateway().open_order(&order).await.unwrap();
    let asked = only(&script);
    assert_eq!(asked.line, "POST /v1/orders");
    assert_eq!(
        asked.body,
        format!(r#"{{"amount":5000,"currency":"INR","receipt":"{}","unique_receipt":true}}"#, order.id)
    );
    assert_eq!(asked.header("content-type"), Some("application/json"));
    let pair = BASE64_STANDARD.encode("rzp_test_1DP5mmOlF5G5ag:EnLs21M47BllR3X8PSFtjtbd");
    assert_eq!(asked.header("authorization"), Some(format!("Basic {pair}").as_str()));
    let wanted = OpenedOrder {
        id: order_id("order_RB58MiP5SPFYyM"),
        ours: Some(order.id),
        price: order.price,
        status: OpenedStatus::Created,
    };
    assert_eq!(opened, wanted);
}

#[actix_web::test]
async fn any_2xx_is_success() {
    let script = Script::start(vec![Turn::Says(201, our_order()), Turn::Says(202, our_order())]).await;
    let gateway = script.gateway();
    for _ in 0..2 {
        assert!(gateway.open_order(&new_order()).await.is_ok());
    }
}

#[actix_web::test]
async fn an_order_is_read_whether_its_notes_are_a_list_or_an_object() {
    let paid = with(&with(body!("order"), "/status", "paid"), "/notes", serde_json::json!([]));
    let script = Script::start(vec![says(body!("order")), says(paid)]).await;
    let (gateway, id) = (script.gateway(), order_id("order_RB58MiP5SPFYyM"));
    let first = gateway.read_order(&id).await.unwrap();
    assert_eq!((first.ours, first.status), (None, OpenedStatus::Created), "receipt#1 is nobody's we know");
    assert_eq!(gateway.read_order(&id).await.unwrap().status, OpenedStatus::Paid);
    let asked = script.asked();
    assert_eq!(asked[0].line, "GET /v1/orders/order_RB58MiP5SPFYyM");
    assert_eq!((asked[0].body.as_str(), asked[0].header("content-type")), ("", None));
}

#[actix_web::test]
async fn orders_are_found_by_the_whole_receipt() {
    let order = new_order().id;
    let ours = with(body!("orders"), "/items/1/receipt", order.to_string());
    let longer = with(&ours, "/items/0/receipt", format!("{order}-2"));
    let script = Script::start(vec![says(longer)]).await;
    let found = script.gateway().find_orders(order).await.unwrap();
    assert_eq!(only(&script).line, format!("GET /v1/orders?receipt={order}&count=100"));
    assert_eq!(found.iter().map(|found| found.id.as_str()).collect::<Vec<_>>(), ["order_EAI5nRfThga2TU"]);
}

#[actix_web::test]
async fn every_try_to_pay_an_order_is_listed_with_why_it_failed() {
    let script = Script::start(vec![says(body!("payments_of_order"))]).await;
    let id = order_id("order_N8FRN5zTm5S3wx");
    let seen = script.gateway().payments_of(&id).await.unwrap();
    assert_eq!(only(&script).line, "GET /v1/orders/order_N8FRN5zTm5S3wx/payments");
    let [failed, captured] = seen.try_into().unwrap();
    assert_eq!((failed.status, failed.error_code.as_deref()), (PaymentStatus::Failed, Some("payment_failed")));
    let wanted = SeenPayment {
        id: payment_id("pay_N8FVRD1DzYzBh1"),
        order: Some(id),
        status: PaymentStatus::Captured,
        money: inr(100),
        method: Some("upi".to_owned()),
        fee_minor: Some(2),
        tax_minor: Some(0),
        error_code: None,
    };
    assert_eq!(captured, wanted);
}

#[actix_web::test]
async fn a_payment_is_read() {
    let script = Script::start(vec![says(body!("payment"))]).await;
    let seen = script.gateway().read_payment(&payment_id("pay_MT48CvBhIC98MQ")).await.unwrap();
    assert_eq!(only(&script).line, "GET /v1/payments/pay_MT48CvBhIC98MQ");
    assert_eq!((seen.money, seen.fee_minor, seen.tax_minor), (inr(2_100), Some(50), Some(8)));
    assert_eq!(seen.order, Some(order_id("order_MT47xgV5ApouIB")));
}

#[actix_web::test]
async fn a_payment_is_captured_with_the_orders_price() {
    let script = Script::start(vec![says(body!("payment_captured"))]).await;
    let seen = script.gateway().capture(&payment_id("pay_G3P9vcIhRs3NV4"), inr(1_000)).await.unwrap();
    let asked = only(&script);
    assert_eq!(asked.line, "POST /v1/payments/pay_G3P9vcIhRs3NV4/capture");
    assert_eq!(asked.body, r#"{"amount":1000,"currency":"INR"}"#);
    assert_eq!((seen.status, seen.money), (PaymentStatus::Captured, inr(1_000)));
}

#[actix_web::test]
async fn money_is_given_back_under_a_key_and_a_receipt_that_are_the_refunds_id() {
    let script = Script::start(vec![says(our_refund())]).await;
    let ask = refund_ask();
    let seen = script.gateway().refund(&ask).await.unwrap();
    let asked = only(&script);
    assert_eq!(asked.line, "POST /v1/payments/pay_29QQoUBi66xm2f/refund");
    assert_eq!(asked.body, format!(r#"{{"amount":500100,"receipt":"{}"}}"#, ask.id));
    assert_eq!(asked.header("x-refund-idempotency"), Some(ask.id.to_string().as_str()));
    assert_eq!((seen.ours, seen.progress, seen.money), (Some(ask.id), Progress::Processed, ask.money));
    assert_eq!(seen.id, refund_id("rfnd_FP8QHiV938haTz"));
}

#[actix_web::test]
async fn refunds_are_read_one_by_one_and_page_by_page() {
    let mut page: serde_json::Value = serde_json::from_str(body!("refunds")).unwrap();
    let first = page["items"][0].clone();
    page["items"] = vec![first; 100].into();
    let turns = vec![says(body!("refund")), says(page.to_string()), says(body!("refunds"))];
    let script = Script::start(turns).await;
    let gateway = script.gateway();
    let seen = gateway.read_refund(&refund_id("rfnd_FP8QHiV938haTz")).await.unwrap();
    assert_eq!((seen.ours, seen.money), (None, inr(500_100)), "Receipt No. 31 is nobody's we know");
    let all = gateway.refunds_of(&payment_id("pay_29QQoUBi66xm2f")).await.unwrap();
    assert_eq!((all.len(), all[101].money), (102, inr(200_000)));
    let lines = [
        "GET /v1/refunds/rfnd_FP8QHiV938haTz",
        "GET /v1/payments/pay_29QQoUBi66xm2f/refunds?count=100&skip=0",
        "GET /v1/payments/pay_29QQoUBi66xm2f/refunds?count=100&skip=100",
    ];
    assert_eq!(script.lines(), lines);
}

#[actix_web::test]
async fn money_that_was_let_go_without_a_capture_was_never_ours() {
    let status = |captured: bool| with(&with(body!("payment"), "/status", "refunded"), "/captured", captured);
    let strange = with(body!("payment"), "/status", "pending");
    let script = Script::start(vec![says(status(true)), says(status(false)), says(strange)]).await;
    let (gateway, id) = (script.gateway(), payment_id("pay_MT48CvBhIC98MQ"));
    for wanted in [PaymentStatus::Refunded, PaymentStatus::Released, PaymentStatus::Created] {
        assert_eq!(gateway.read_payment(&id).await.unwrap().status, wanted);
    }
}

#[actix_web::test]
async fn a_connection_is_used_again() {
    let script = Script::start(vec![says(body!("payment")); 5]).await;
    let gateway = script.gateway();
    for _ in 0..5 {
        gateway.read_payment(&payment_id("pay_MT48CvBhIC98MQ")).await.unwrap();
    }
    assert_eq!((script.asked().len(), script.connections()), (5, 1));
}

#[actix_web::test]
async fn gateways_with_an_account_are_known_by_name_and_say_what_they_can() {
    let script = Script::start(Vec::new()).await;
    let known = PaymentGateways::new(&script.settings()).unwrap();
    let gateway: &Arc<dyn PaymentGateway> = known.get(&GatewayName::parse("razorpay").unwrap()).unwrap();
    let wanted = Abilities { captures: Captures::Asked, refunds: Refunds::Asked, webhooks: Webhooks::Signed };
    assert_eq!(gateway.abilities(), wanted);
    assert!(gateway.accepts(inr(100)).is_ok() && gateway.accepts(inr(99)).is_err());
    let mut without = script.settings();
    without.key_id.clear();
    assert_eq!(PaymentGateways::new(&without).unwrap().iter().count(), 0);
}

#[actix_web::test]
async fn what_cannot_be_paid_is_not_asked() {
    let script = Script::start(Vec::new()).await;
    let mut order = new_order();
    order.price = inr(99);
    let refusal = super::bodies::refused(script.gateway().open_order(&order).await);
    assert_eq!((refusal.code.as_str(), script.asked().len()), ("AMOUNT_NOT_PAYABLE", 0));
}

#[actix_web::test]
async fn each_try_is_counted_and_timed() {
    let rendered = metric::start().unwrap();
    let script = Script::start(vec![Turn::Says(502, String::new()), says(body!("payment"))]).await;
    script.gateway().read_payment(&payment_id("pay_MT48CvBhIC98MQ")).await.unwrap();
    let text = rendered.render();
    for outcome in ["done", "unknown"] {
        let labels = format!(r#"gateway="razorpay",operation="read_payment",outcome="{outcome}""#);
        for figure in [
            format!("{}{{{labels}}}", metric::GATEWAY_REQUESTS_TOTAL),
            format!("{}_count{{{labels}}}", metric::GATEWAY_REQUEST_DURATION_SECONDS),
        ] {
            assert!(text.lines().any(|line| line.starts_with(&figure)), "{figure} is missing");
        }
    }
}
