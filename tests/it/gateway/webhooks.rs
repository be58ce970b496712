//! Webhooks: who signed them, how repeats are recognised, and what the published ones say.

use super::bodies::{at, body, inr, order_id, payment_id, with};
use super::server::settings;
use examhall::gateway::payments::razorpay::Razorpay;
use examhall::gateway::payments::{BadSignature, Delivery, Notice, OpenedStatus, PaymentGateway};
use examhall_domain::payments::{PaymentStatus, Progress};

/// Published with its signatures under two secrets, in the tests of the gateway's libraries.
const SIGNED: &str = body!("webhook_signed");
const WITH_CHOSEN_WEBHOOK_SECRET: &str = "dda9ca344c56ccbd90167b1be0fd99dfa92fe2b827020f27e2a46024e31c7c99";
const WITH_KEY_SECRET: &str = "d60e67fd884556c045e9be7dad57903e33efc7172c17c6e3ef77db42d2b366e9";

/// A client with these secrets for webhooks.
fn gateway(current: &str, previous: &str) -> Razorpay {
    let mut settings = settings(9);
    settings.webhook_secret = current.to_owned().into();
    settings.webhook_secret_previous = previous.to_owned().into();
    Razorpay::new(&settings).unwrap()
}

fn admitted(gateway: &Razorpay, body: &[u8], headers: &[(&str, &str)]) -> Result<String, BadSignature> {
    let headers: Vec<_> = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    gateway.admit(&Delivery { headers: &headers, body }).map(|event| event.to_string())
}

fn read(body: &str) -> Notice {
    gateway("secret", "").read_notice(body.as_bytes()).unwrap()
}

#[test]
fn the_published_signatures_are_accepted() {
    let names = gateway("x", "").webhook_headers();
    assert_eq!(names, ["x-razorpay-signature", "x-razorpay-event-id"]);
    for (secret, body, signature) in [
        ("chosen_webhook_secret", SIGNED, WITH_CHOSEN_WEBHOOK_SECRET),
        ("key_secret", SIGNED, WITH_KEY_SECRET),
        ("123456", r#"{"a":1,"b":2,"c":{"d":3}}"#, "2fe04e22977002e6c7cb553adab8b460cb9e2a4970d5953cb27a8472752e3bbc"),
    ] {
        assert!(admitted(&gateway(secret, ""), body.as_bytes(), &[(names[0], signature)]).is_ok(), "{secret}");
    }
}

#[test]
fn after_a_change_of_secrets_both_are_accepted_and_no_third() {
    let signed = [("X-Razorpay-Signature", WITH_KEY_SECRET)];
    for (current, previous, is_good) in [
        ("chosen_webhook_secret", "key_secret", true),
        ("key_secret", "chosen_webhook_secret", true),
        ("chosen_webhook_secret", "", false),
        ("a newer secret", "chosen_webhook_secret", false),
    ] {
        assert_eq!(admitted(&gateway(current, previous), SIGNED.as_bytes(), &signed).is_ok(), is_good, "{current}");
    }
}

#[test]
fn any_other_bytes_are_refused() {
    let gateway = gateway("chosen_webhook_secret", "");
    let written_again = serde_json::from_str::<serde_json::Value>(SIGNED).unwrap().to_string();
    let more = format!("{SIGNED}\n");
    let less = &SIGNED[..SIGNED.len() - 1];
    let dearer = SIGNED.replace("1000000", "1");
    for body in [written_again.as_str(), &more, less, less.trim_end(), &dearer, ""] {
        let signed = [("x-razorpay-signature", WITH_CHOSEN_WEBHOOK_SECRET)];
        assert_eq!(admitted(&gateway, body.as_bytes(), &signed), Err(BadSignature), "{body}");
    }
    let with_byte_mark = [b"\xef\xbb\xbf", SIGNED.as_bytes()].concat();
    let signed = [("x-razorpay-signature", WITH_CHOSEN_WEBHOOK_SECRET)];
    assert_eq!(admitted(&gateway, &with_byte_mark, &signed), Err(BadSignature));
}

#[test]
fn a_missing_doubled_or_altered_signature_is_refused() {
    let gateway = gateway("chosen_webhook_secret", "");
    let name = "x-razorpay-signature";
    let mut altered = WITH_CHOSEN_WEBHOOK_SECRET.to_owned();
    altered.replace_range(63.., "8");
    for headers in [
        vec![],
        vec![(name, "")],
        vec![(name, &altered)],
        vec![(name, &WITH_CHOSEN_WEBHOOK_SECRET[..62])],
        vec![(name, WITH_CHOSEN_WEBHOOK_SECRET), (name, WITH_CHOSEN_WEBHOOK_SECRET)],
        vec![("x-other-signature", WITH_CHOSEN_WEBHOOK_SECRET)],
    ] {
        assert_eq!(admitted(&gateway, SIGNED.as_bytes(), &headers), Err(BadSignature), "{headers:?}");
    }
}

#[test]
fn an_event_is_called_by_its_header_or_by_what_happened() {
    let gateway = gateway("chosen_webhook_secret", "");
    let signed = ("x-razorpay-signature", WITH_CHOSEN_WEBHOOK_SECRET);
    let named = |event| admitted(&gateway, SIGNED.as_bytes(), &[signed, ("x-razorpay-event-id", event)]).unwrap();
    assert_eq!(named("F5WuOqEVkLSMZK"), "F5WuOqEVkLSMZK");
    let natural = "payment.authorized:pay_6koWN7bvxujzxM:captured:1400826760";
    assert_eq!(named(""), natural);
    assert_eq!(named("not one name"), natural);
    assert_eq!(admitted(&gateway, SIGNED.as_bytes(), &[signed]).unwrap(), natural);
}

#[test]
fn an_event_about_nothing_known_is_called_by_the_digest_of_its_bytes() {
    let signed = [("x-razorpay-signature", "2fe04e22977002e6c7cb553adab8b460cb9e2a4970d5953cb27a8472752e3bbc")];
    let event = admitted(&gateway("123456", ""), br#"{"a":1,"b":2,"c":{"d":3}}"#, &signed).unwrap();
    assert_eq!(event, "sha256:abd472cd3ffe492095e7ef02e6d3d4640d5cfbba35aada62ba2f656dab4df67f");
}

#[test]
fn a_captured_payment_is_told_with_its_order() {
    let notice = read(body!("webhook_payment_captured"));
    assert_eq!((notice.kind.as_str(), notice.at), ("payment.captured", Some(at(1_567_675_356))));
    assert_eq!(notice.about, Some(order_id("order_DESxiijbl9xjDB")));
    let [payment] = notice.payments.try_into().unwrap();
    assert_eq!(payment.id, payment_id("pay_DESyzxuld02Zul"));
    assert_eq!((payment.status, payment.money, payment.fee_minor), (PaymentStatus::Captured, inr(100), Some(2)));
    assert_eq!((notice.refunds.len(), notice.order), (0, None));
}

#[test]
fn a_paid_order_is_told_with_its_payment() {
    let notice = read(body!("webhook_order_paid"));
    let order = notice.order.unwrap();
    assert_eq!((order.id, order.status, order.price), (order_id("order_DESlLckIVRkHWj"), OpenedStatus::Paid, inr(100)));
    assert_eq!(order.ours, None, "rcptid #1 is nobody's we know");
    assert_eq!(notice.payments[0].status, PaymentStatus::Captured);
}

#[test]
fn a_failed_payment_that_is_flagged_as_captured_has_failed() {
    let body = body!("webhook_payment_failed_card");
    assert!(body.contains("\"captured\": true"));
    let [payment] = read(body).payments.try_into().unwrap();
    assert_eq!((payment.status, payment.error_code), (PaymentStatus::Failed, None), "empty codes are none");
}

#[test]
fn an_authorised_payment_that_is_flagged_as_captured_is_authorised() {
    let body = body!("webhook_payment_authorized_card");
    assert!(body.contains("\"captured\": true"));
    assert_eq!(read(body).payments[0].status, PaymentStatus::Authorized);
}

#[test]
fn an_event_of_authorisation_may_bring_a_captured_payment() {
    let notice = read(SIGNED);
    assert_eq!((notice.kind.as_str(), notice.payments[0].status), ("payment.authorized", PaymentStatus::Captured));
}

#[test]
fn the_same_payment_may_fail_and_then_be_captured() {
    let [failed] = read(body!("webhook_payment_failed")).payments.try_into().unwrap();
    let [captured] = read(body!("webhook_payment_captured")).payments.try_into().unwrap();
    assert_eq!(failed.id, captured.id);
    assert_eq!((failed.status, captured.status), (PaymentStatus::Failed, PaymentStatus::Captured));
    assert_eq!(failed.error_code.as_deref(), Some("payment_failed"));
}

#[test]
fn a_refund_is_as_far_as_it_says_whatever_the_event_is_called() {
    let pending = with(body!("webhook_refund_created"), "/payload/refund/entity/status", "pending");
    for (body, wanted) in [
        (body!("webhook_refund_created"), Progress::Processed),
        (pending.as_str(), Progress::Pending),
        (body!("webhook_refund_processed"), Progress::Processed),
        (body!("webhook_refund_failed"), Progress::Failed),
        (body!("webhook_refund_speed_changed"), Progress::Processed),
    ] {
        let notice = read(body);
        let [refund] = notice.refunds.try_into().unwrap();
        assert_eq!((refund.progress, notice.payments.len()), (wanted, 1), "{}", notice.kind);
        assert_eq!(refund.payment, notice.payments[0].id);
    }
}

#[test]
fn a_refund_that_failed_does_not_count_though_its_payment_still_shows_it() {
    let body = body!("webhook_refund_failed");
    assert!(body.contains("\"amount_refunded\": 190000"));
    let notice = read(body);
    assert_eq!((notice.refunds[0].progress, notice.refunds[0].money), (Progress::Failed, inr(50_000)));
    assert_eq!((notice.payments[0].status, notice.payments[0].money), (PaymentStatus::Captured, inr(500_000)));
}

#[test]
fn money_that_the_gateway_let_go_by_itself_was_never_ours() {
    let body = with(body!("webhook_refund_processed"), "/payload/payment/entity/captured", false);
    let body = with(&body, "/payload/payment/entity/status", "refunded");
    assert_eq!(read(&body).payments[0].status, PaymentStatus::Released);
}

#[test]
fn the_time_of_an_event_is_found_in_both_of_its_places() {
    assert_eq!(read(body!("webhook_refund_created")).at, Some(at(1_597_734_071)));
    assert_eq!(read(body!("webhook_refund_speed_changed")).at, Some(at(1_586_439_890)));
}

#[test]
fn events_about_something_else_say_nothing_of_orders() {
    let empty = r#"{"event":"account.activated","payload":[],"created_at":1567674606}"#;
    for body in [body!("webhook_settlement_processed"), body!("webhook_payment_downtime"), empty] {
        let notice = read(body);
        assert_eq!((notice.payments.len(), notice.refunds.len(), notice.order, notice.about), (0, 0, None, None));
    }
    let dispute = read(body!("webhook_dispute_created"));
    assert_eq!(
        (dispute.kind.as_str(), dispute.payments[0].status),
        ("payment.dispute.created", PaymentStatus::Captured)
    );
}

#[test]
fn what_is_not_documented_cannot_be_read() {
    let captured = body!("webhook_payment_captured");
    for body in [
        String::new(),
        "[]".to_owned(),
        "{}".to_owned(),
        r#"{"event":"","payload":{}}"#.to_owned(),
        captured[..captured.len() / 2].to_owned(),
        with(captured, "/payload/payment/entity/amount", "100"),
        with(captured, "/payload/payment/entity/amount", 99.5),
        with(captured, "/payload/payment/entity/id", "pay 1"),
        with(captured, "/payload/payment/entity/currency", "rupees"),
        with(captured, "/payload/payment/entity", serde_json::Value::Null),
        "[".repeat(100_000),
    ] {
        let shown: String = body.chars().take(60).collect();
        assert!(gateway("secret", "").read_notice(body.as_bytes()).is_err(), "{shown}");
    }
}
