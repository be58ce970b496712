//! The form that takes a browser to the gateway, and what the browser brings back.

use super::bodies::{KEY_SECRET, inr, order_id, payment_id};
use super::server::settings;
use examhall::gateway::payments::razorpay::Razorpay;
use examhall::gateway::payments::{BadSignature, Callback, CheckoutAsk, FailedTry, Payer, PaymentGateway};

const SIGNATURE: &str = "0d4e745a1838664ad6c9c9902212a32d627d68e917290b0ad5f08ff4561bc50f";

fn gateway() -> Razorpay {
    let mut settings = settings(9);
    settings.base_url = "https://api.razorpay.com/v1".parse().unwrap();
    Razorpay::new(&settings).unwrap()
}

fn fields(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[test]
fn the_form_has_what_the_hosted_checkout_asks_for_and_no_secret() {
    let order = order_id("order_RB58MiP5SPFYyM");
    let long = "é".repeat(300);
    let checkout = gateway().checkout(&CheckoutAsk {
        order: &order,
        price: inr(49_900),
        seller: "Example Institute",
        item: &long,
        payer: Payer { name: "Ada \"Countess\" <Lovelace>", email: "ada@example.org" },
        callback_url: "https://exams.example.org/api/payments/callback/razorpay",
        cancel_url: "https://exams.example.org/order?id=1&cancelled=1",
    });
    assert_eq!(checkout.action, "https://api.razorpay.com/v1/checkout/embedded");
    assert_eq!(gateway().checkout_origin(), "https://api.razorpay.com");
    let shown: Vec<(&str, &str)> = checkout.fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let description = "é".repeat(255);
    let wanted = [
        ("amount", "49900"),
        ("callback_url", "https://exams.example.org/api/payments/callback/razorpay"),
        ("cancel_url", "https://exams.example.org/order?id=1&cancelled=1"),
        ("currency", "INR"),
        ("description", &description),
        ("key_id", "rzp_test_1DP5mmOlF5G5ag"),
        ("name", "Example Institute"),
        ("order_id", "order_RB58MiP5SPFYyM"),
        ("prefill[email]", "ada@example.org"),
        ("prefill[name]", "Ada \"Countess\" <Lovelace>"),
    ];
    assert_eq!(shown, wanted);
    assert!(!format!("{checkout:?}").contains(KEY_SECRET));
}

#[test]
fn the_published_signature_confirms_its_payment_and_no_other() {
    let gateway = gateway();
    let (order, payment) = (order_id("order_IEIaMR65cu6nz3"), payment_id("pay_IH4NVgf4Dreq1l"));
    assert_eq!(gateway.confirms(&order, &payment, SIGNATURE), Ok(()));
    assert_eq!(gateway.confirms(&order_id("order_IEIaMR65cu6nz4"), &payment, SIGNATURE), Err(BadSignature));
    assert_eq!(gateway.confirms(&order, &payment_id("pay_IH4NVgf4Dreq1m"), SIGNATURE), Err(BadSignature));
    assert_eq!(gateway.confirms(&order, &payment, &SIGNATURE.to_uppercase()), Err(BadSignature));
    assert_eq!(gateway.confirms(&order, &payment, ""), Err(BadSignature));
    let mut other = settings(9);
    other.key_secret = "key_secret".to_owned().into();
    let other = Razorpay::new(&other).unwrap();
    assert_eq!(other.confirms(&order, &payment, SIGNATURE), Err(BadSignature));
    let (order, payment) = (order_id("fake_other_id"), payment_id("fake_payment_id"));
    let signature = "965ee2de4c5c4e6f006fb0a5a1736d992e5d4d52f9fe10b98c9b97ee169ebe18";
    assert_eq!(other.confirms(&order, &payment, signature), Ok(()));
}

#[test]
fn success_brings_three_fields_and_maybe_more() {
    let pairs = [
        ("razorpay_payment_id", "pay_29QQoUBi66xm2f"),
        ("razorpay_order_id", "order_9A33XWu170gUtm"),
        ("razorpay_signature", "9ef4dffbfd84f1318f6739a3ce19f9d85851857ae648f114332d8401e0949a3d"),
        ("org_logo", ""),
    ];
    let wanted = Callback::Paid {
        order: order_id("order_9A33XWu170gUtm"),
        payment: payment_id("pay_29QQoUBi66xm2f"),
        signature: "9ef4dffbfd84f1318f6739a3ce19f9d85851857ae648f114332d8401e0949a3d".to_owned(),
    };
    assert_eq!(gateway().read_callback(&fields(&pairs)), Ok(wanted));
}

#[test]
fn failure_brings_an_error_with_its_metadata_in_either_form() {
    let wanted = Callback::Failed(FailedTry {
        order: Some(order_id("order_HDOSKuUVbejk0C")),
        payment: Some(payment_id("pay_HDP0E0MdoAaOYu")),
        code: Some("BAD_REQUEST_ERROR".to_owned()),
        description: Some("Payment failed".to_owned()),
        reason: Some("payment_failed".to_owned()),
    });
    let told = [
        ("error[code]", "BAD_REQUEST_ERROR"),
        ("error[description]", "Payment failed"),
        ("error[source]", "gateway"),
        ("error[step]", "payment_authorization"),
        ("error[reason]", "payment_failed"),
    ];
    let as_json = [("error[metadata]", r#"{"payment_id":"pay_HDP0E0MdoAaOYu","order_id":"order_HDOSKuUVbejk0C"}"#)];
    let as_fields =
        [("error[metadata][payment_id]", "pay_HDP0E0MdoAaOYu"), ("error[metadata][order_id]", "order_HDOSKuUVbejk0C")];
    for metadata in [&as_json[..], &as_fields[..]] {
        let read = gateway().read_callback(&fields(&[&told[..], metadata].concat()));
        assert_eq!(read.as_ref(), Ok(&wanted));
    }
}

#[test]
fn a_failure_is_bounded_and_believed_in_nothing() {
    let long = "x".repeat(10_000);
    let pairs = [
        ("error[code]", "BAD\u{7}CODE"),
        ("error[description]", &long),
        ("error[metadata]", "{\"order_id\":\"../x\"}"),
    ];
    let Ok(Callback::Failed(failed)) = gateway().read_callback(&fields(&pairs)) else { panic!("not a failure") };
    assert_eq!((failed.order, failed.code.as_deref()), (None, Some("BADCODE")));
    assert_eq!(failed.description.map(|text| text.len()), Some(255));
    let short = gateway().read_callback(&fields(&[("error[code]", "BAD_REQUEST_ERROR"), ("error[metadata]", "[")]));
    assert!(matches!(short, Ok(Callback::Failed(_))));
}

#[test]
fn what_is_neither_success_nor_failure_cannot_be_read() {
    let (order, payment, signature) = (
        ("razorpay_order_id", "order_9A33XWu170gUtm"),
        ("razorpay_payment_id", "pay_29QQoUBi66xm2f"),
        ("razorpay_signature", SIGNATURE),
    );
    for pairs in [
        vec![],
        vec![order, payment],
        vec![order, signature],
        vec![payment, signature],
        vec![order, payment, signature, signature],
        vec![order, payment, payment, signature],
        vec![("razorpay_order_id", "order/1"), payment, signature],
    ] {
        assert!(gateway().read_callback(&fields(&pairs)).is_err(), "{pairs:?}");
    }
}
