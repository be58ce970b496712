//! What a call may cost: answers of bounded size, a bounded number at once. And what it may show: no secret.

use super::bodies::{KEY_SECRET, body, payment_id};
use super::server::{Script, Turn, settings};
use examhall::gateway::payments::PaymentGateway;
use examhall::gateway::payments::razorpay::Razorpay;
use futures_util::future::join_all;
use std::sync::Arc;
use tokio::sync::Semaphore;

#[actix_web::test]
async fn an_answer_is_read_up_to_its_limit() {
    let short = body!("payment").to_owned();
    let fits = short.clone() + &" ".repeat(4_096 - short.len());
    let script = Script::start(vec![Turn::Says(200, fits.clone()), Turn::Says(200, fits + " ")]).await;
    let mut settings = script.settings();
    (settings.answer_bytes_max, settings.tries_max) = (4_096, 1);
    let gateway = Razorpay::new(&settings).unwrap();
    let id = payment_id("pay_MT48CvBhIC98MQ");
    assert!(gateway.read_payment(&id).await.is_ok());
    let error = gateway.read_payment(&id).await.unwrap_err();
    assert_eq!(error.to_string(), "what the gateway did is not known: its answer is too long");
}

#[actix_web::test]
async fn so_many_questions_are_under_way_and_no_more() {
    let told = Arc::new(Semaphore::new(0));
    let later = Turn::SaysLater(200, body!("payment").to_owned(), told.clone());
    let script = Script::start(vec![later; 2]).await;
    let mut settings = script.settings();
    (settings.connections_max, settings.connect_ms, settings.tries_max) = (2, 2_000, 1);
    let gateway = Razorpay::new(&settings).unwrap();
    let id = payment_id("pay_MT48CvBhIC98MQ");
    let ask = async || {
        let result = gateway.read_payment(&id).await;
        // Whoever found no place lets the others go on.
        if result.is_err() {
            told.add_permits(2);
        }
        result.err().map(|error| error.to_string())
    };
    let mut results = join_all((0..3).map(|_| ask())).await;
    results.sort();
    let full = "the gateway did nothing: too many questions are under way".to_owned();
    assert_eq!(results, [None, None, Some(full)]);
    assert_eq!(script.asked().len(), 2);
}

#[actix_web::test]
async fn a_client_without_its_secrets_is_not_made() {
    let whole = || settings(9);
    let mut without_key = whole();
    without_key.key_secret = String::new().into();
    let mut without_webhook = whole();
    without_webhook.webhook_secret = String::new().into();
    let mut strange = whole();
    strange.key_id = "rzp:live".to_owned();
    for (settings, named) in [
        (without_key, "razorpay.key_secret"),
        (without_webhook, "razorpay.webhook_secret"),
        (strange, "razorpay.key_id"),
    ] {
        assert!(Razorpay::new(&settings).unwrap_err().to_string().starts_with(named), "{named}");
    }
}

#[actix_web::test]
async fn no_secret_shows() {
    let script = Script::start(vec![Turn::Says(401, KEY_SECRET.to_owned())]).await;
    let gateway = script.gateway();
    let error = gateway.read_payment(&payment_id("pay_MT48CvBhIC98MQ")).await.unwrap_err();
    let shown = format!("{gateway:?} {error:?} {error} {:?}", script.settings());
    assert!(!shown.contains(KEY_SECRET) && !shown.contains("chosen_webhook_secret"), "{shown}");
}
