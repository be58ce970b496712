//! What an answer, or none, means for the money, and which questions are asked again.

use super::bodies::{body, inr, new_order, our_order, our_refund, payment_id, refund_ask, refusal, refused, with};
use super::server::{Script, Turn, settings};
use examhall::gateway::payments::razorpay::Razorpay;
use examhall::gateway::payments::{GatewayError, PaymentGateway};
use examhall_domain::payments::PaymentStatus;
use examhall_domain::time::Span;
use std::collections::BTreeSet;
use std::net::TcpListener;
use std::time::{Duration, Instant};

/// How often a call asks by these settings.
const TRIES: usize = 3;

fn says(status: u16, body: impl Into<String>) -> Turn {
    Turn::Says(status, body.into())
}

#[actix_web::test]
async fn a_refusal_is_told_in_the_gateways_words_and_not_asked_again() {
    let script = Script::start(vec![says(400, body!("error_amount"))]).await;
    let refusal = refused(script.gateway().open_order(&new_order()).await);
    assert_eq!(refusal.code, "BAD_REQUEST_ERROR");
    assert_eq!(refusal.description, "The amount must be at least INR 1.00");
    assert_eq!(refusal.reason.as_deref(), Some("input_validation_failed"));
    assert_eq!(refusal.field.as_deref(), Some("amount"));
    assert_eq!(script.asked().len(), 1);
}

#[actix_web::test]
async fn each_answer_has_its_meaning() {
    let sentence = "<html>Access denied</html>";
    let gateway_failed = with(body!("error_amount"), "/error/code", "GATEWAY_ERROR");
    let table: Vec<(u16, String, &str, usize)> = vec![
        (400, body!("error_id").into(), "refused", 1),
        (404, body!("error_id").into(), "refused", 1),
        (401, refusal("Authentication failed"), "misconfigured", 1),
        (401, String::new(), "misconfigured", 1),
        (400, refusal("Authentication failed"), "misconfigured", 1),
        (400, body!("error_key").into(), "misconfigured", 1),
        (400, refusal("Authentication failed due to incorrect otp"), "refused", 1),
        (429, refusal("Too many requests"), "not_done", TRIES),
        (429, sentence.into(), "not_done", TRIES),
        (500, body!("error_id").into(), "unknown", TRIES),
        (502, sentence.into(), "unknown", TRIES),
        (503, String::new(), "unknown", TRIES),
        (504, String::new(), "unknown", TRIES),
        // Not the gateway's words, so somebody between us spoke.
        (400, sentence.into(), "unknown", TRIES),
        (403, sentence.into(), "unknown", TRIES),
        (404, sentence.into(), "unknown", TRIES),
        (408, refusal("Request timed out"), "unknown", TRIES),
        (400, gateway_failed, "unknown", TRIES),
        (302, String::new(), "unknown", TRIES),
        (200, String::new(), "unknown", TRIES),
        (200, "{}".into(), "unknown", TRIES),
        (200, sentence.into(), "unknown", TRIES),
        (200, with(body!("payment"), "/amount", "2100"), "unknown", TRIES),
        (200, with(body!("payment"), "/currency", "XXX"), "unknown", TRIES),
        (200, with(body!("payment"), "/id", "pay/../../orders"), "unknown", TRIES),
        (200, body!("payment_captured").into(), "unknown", 1),
    ];
    for (status, body, outcome, tries) in table {
        let script = Script::start(vec![says(status, body.clone()); TRIES]).await;
        let error = script.gateway().read_payment(&payment_id("pay_MT48CvBhIC98MQ")).await.unwrap_err();
        assert_eq!((error.outcome(), script.asked().len()), (outcome, tries), "{status} {body}: {error}");
    }
}

#[actix_web::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = Script::start(Vec::new()).await;
    let place: &'static str = format!("Location: {}/orders\r\n", elsewhere.settings().base_url.as_str()).leak();
    let script = Script::start(vec![Turn::SaysWith(307, place, String::new()); TRIES]).await;
    let error = script.gateway().open_order(&new_order()).await.unwrap_err();
    assert_eq!((error.outcome(), elsewhere.asked().len()), ("unknown", 0));
}

#[actix_web::test]
async fn an_order_is_asked_for_again_in_the_same_words_until_there_is_an_answer() {
    let script = Script::start(vec![Turn::Leaves, Turn::BreaksOff, says(200, our_order())]).await;
    script.gateway().open_order(&new_order()).await.unwrap();
    let asked = script.asked();
    assert_eq!(asked.len(), TRIES);
    assert!(asked.iter().all(|again| *again == asked[0]), "{asked:?}");
}

#[actix_web::test]
async fn a_refund_is_asked_for_again_with_the_same_key() {
    let under_way = refusal("Another request with the same idempotency key is still in progress.");
    let turns = vec![says(500, ""), says(409, under_way), says(200, our_refund())];
    let script = Script::start(turns).await;
    script.gateway().refund(&refund_ask()).await.unwrap();
    let key = refund_ask().id.to_string();
    assert!(script.asked().iter().all(|asked| asked.header("x-refund-idempotency") == Some(key.as_str())));
    let bodies: BTreeSet<String> = script.asked().into_iter().map(|asked| asked.body).collect();
    assert_eq!((script.asked().len(), bodies.len()), (TRIES, 1));
}

#[actix_web::test]
async fn a_key_that_was_used_differently_leaves_open_what_was_done() {
    for status in [400, 409] {
        let script = Script::start(vec![says(status, body!("error_idempotency")); TRIES]).await;
        let error = script.gateway().refund(&refund_ask()).await.unwrap_err();
        assert_eq!(error.outcome(), "unknown", "{status}");
    }
}

#[actix_web::test]
async fn a_refusal_after_a_lost_answer_leaves_open_what_the_first_try_did() {
    let full = refusal("The payment has been fully refunded already.");
    for first in [says(504, ""), Turn::Leaves, Turn::BreaksOff] {
        for second in [says(400, full.clone()), says(401, "")] {
            let script = Script::start(vec![first.clone(), second]).await;
            let error = script.gateway().refund(&refund_ask()).await.unwrap_err();
            assert_eq!((error.outcome(), script.asked().len()), ("unknown", 2));
        }
    }
    // Reading changes nothing, so the last answer counts.
    let script = Script::start(vec![says(504, ""), says(400, body!("error_id"))]).await;
    let error = script.gateway().read_payment(&payment_id("pay_MT48CvBhIC98MQ")).await.unwrap_err();
    assert_eq!(error.outcome(), "refused");
}

#[actix_web::test]
async fn a_refund_that_has_to_wait_for_its_payment_is_not_refused() {
    let busy = refusal("Request failed because another payment operation is in progress");
    let script = Script::start(vec![says(400, busy), says(200, our_refund())]).await;
    assert!(script.gateway().refund(&refund_ask()).await.is_ok());
}

#[actix_web::test]
async fn a_payment_that_is_captured_already_is_captured() {
    let again = refusal("This payment has already been captured");
    let captured = says(200, body!("payment_captured"));
    let script = Script::start(vec![says(400, again), captured]).await;
    let seen = script.gateway().capture(&payment_id("pay_G3P9vcIhRs3NV4"), inr(1_000)).await.unwrap();
    assert_eq!(seen.status, PaymentStatus::Captured);
    let lines = ["POST /v1/payments/pay_G3P9vcIhRs3NV4/capture", "GET /v1/payments/pay_G3P9vcIhRs3NV4"];
    assert_eq!(script.lines(), lines);
}

#[actix_web::test]
async fn a_capture_that_is_refused_is_refused_only_if_the_payment_says_so_too() {
    let wrong = refusal("Capture amount must be equal to the amount authorized");
    let authorized = with(body!("payment_captured"), "/status", "authorized");
    let script = Script::start(vec![says(400, wrong.clone()), says(200, authorized)]).await;
    let capture = script.gateway().capture(&payment_id("pay_G3P9vcIhRs3NV4"), inr(999)).await;
    assert_eq!(refused(capture).description, "Capture amount must be equal to the amount authorized");
    let mut turns = vec![says(400, wrong)];
    turns.extend(vec![says(502, ""); TRIES]);
    let script = Script::start(turns).await;
    let error = script.gateway().capture(&payment_id("pay_G3P9vcIhRs3NV4"), inr(999)).await.unwrap_err();
    assert_eq!(error.outcome(), "unknown");
}

#[actix_web::test]
async fn an_order_over_another_amount_or_receipt_is_not_ours() {
    for other in [with(&our_order(), "/amount", 5_001), with(&our_order(), "/currency", "USD"), body!("order").into()] {
        let script = Script::start(vec![says(200, other)]).await;
        assert_eq!(refused(script.gateway().open_order(&new_order()).await).code, "OTHER_THAN_ASKED");
    }
}

#[actix_web::test]
async fn a_gateway_that_is_asked_too_often_gets_its_break_and_answers() {
    let too_often = refusal("Too many requests");
    let script =
        Script::start(vec![Turn::SaysWith(429, "Retry-After: 1\r\n", too_often), says(200, our_order())]).await;
    let mut settings = script.settings();
    settings.retry_ms_max = 5_000;
    let started = Instant::now();
    Razorpay::new(&settings).unwrap().open_order(&new_order()).await.unwrap();
    assert!(started.elapsed() >= Duration::from_secs(1));
    assert_eq!(script.asked().len(), 2);
}

#[actix_web::test]
async fn a_break_that_is_too_long_to_wait_for_is_told() {
    let script = Script::start(vec![Turn::SaysWith(429, "Retry-After: 30\r\n", String::new())]).await;
    let error = script.gateway().open_order(&new_order()).await.unwrap_err();
    let GatewayError::NotDone { retry_after, .. } = error else { panic!("{error}") };
    assert_eq!((retry_after, script.asked().len()), (Some(Span::from_secs(30)), 1));
}

#[actix_web::test]
async fn what_reached_nobody_was_not_done() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let nobody = settings(listener.local_addr().unwrap().port());
    drop(listener);
    let mut nowhere = nobody.clone();
    nowhere.base_url = "https://gateway.invalid/v1".parse().unwrap();
    let clear = Script::start(vec![Turn::IsSilent; TRIES]).await;
    let mut no_tls = clear.settings();
    no_tls.base_url = no_tls.base_url.as_str().replace("http://", "https://").parse().unwrap();
    // The other side reads the greeting of TLS as a question that never ends.
    no_tls.connect_ms = 300;
    for settings in [nobody, nowhere, no_tls] {
        let error = Razorpay::new(&settings).unwrap().refund(&refund_ask()).await.unwrap_err();
        assert_eq!(error.outcome(), "not_done", "{}: {error}", settings.base_url.as_str());
    }
    assert_eq!(clear.asked(), []);
}

#[actix_web::test]
async fn nobody_knows_what_a_silent_gateway_did() {
    let script = Script::start(vec![Turn::IsSilent; 2]).await;
    let mut settings = script.settings();
    (settings.connect_ms, settings.request_ms, settings.tries_max) = (900, 1_000, 2);
    let error = Razorpay::new(&settings).unwrap().refund(&refund_ask()).await.unwrap_err();
    assert_eq!((error.outcome(), script.asked().len()), ("unknown", 2));
}
