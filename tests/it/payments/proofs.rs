//! What browsers and gateways bring over HTTP: only what is genuine has an effect, and once; everything else is refused by its
//! problem, or parked, and leaves the order as it was.

use super::counter::{
    Counter, KEY_SECRET, PRICE, Placed, WEBHOOK_SECRET, WEBHOOK_SECRET_BEFORE, at_both_counters, callback, message,
    signature,
};
use crate::accounts::house::{Client, json, slug};
use examhall_domain::payments::{OrderStatus, PaymentStatus};
use serde_json::{Value, json as value};

/// What a page sends of a callback.
fn verification(placed: &Placed, callback: &Value) -> Value {
    let mut body = callback.clone();
    body["order_id"] = value!(placed.id);
    body
}

/// The same with another field.
fn with(body: &Value, name: &str, text: &str) -> Value {
    let mut changed = body.clone();
    changed[name] = value!(text);
    changed
}

fn text<'a>(body: &'a Value, name: &str) -> &'a str {
    body[name].as_str().unwrap()
}

async fn verify(buyer: &Client, body: &Value) -> reqwest::Response {
    buyer.post("/api/payments/verify", body.clone()).await
}

/// Where a browser is sent that comes back with these fields, without a cookie and from another site.
async fn back(counter: &Counter, gateway: &str, fields: &Value) -> String {
    let browser = counter.house.program().standing().with("origin", "https://api.razorpay.com");
    let fields = fields.as_object().unwrap().iter();
    let fields: Vec<String> = fields.map(|(name, text)| format!("{name}={}", text.as_str().unwrap())).collect();
    let request = browser.request("POST", &format!("/api/payments/callback/{gateway}"));
    let request = request.header("content-type", "application/x-www-form-urlencoded").body(fields.join("&"));
    let answer = request.send().await.unwrap();
    assert_eq!(answer.status(), 303);
    answer.headers()["location"].to_str().unwrap().to_owned()
}

at_both_counters! {
    async fn a_signature_grants_to_whom_it_was_given(counter: &Counter) {
        let (ada, ben) = (counter.buyer("ada").await, counter.buyer("ben").await);
        let (hers, his) = (counter.order(&ada).await, counter.order(&ben).await);
        let (paid, other) = (counter.pay(&hers, "success", PRICE).await, counter.pay(&his, "success", PRICE).await);
        let good = verification(&hers, &paid.callback);
        assert_eq!(paid.callback, callback(&hers.order, text(&paid.payment, "id")), "the test signs as the gateway does");
        let genuine = text(&good, "razorpay_signature");
        let before = counter.stored(&hers).await;
        let unsigned = signature("not the secret", &format!("{}|{}", hers.order, text(&paid.payment, "id")));
        for wrong in [
            with(&good, "razorpay_signature", &"0".repeat(64)),
            with(&good, "razorpay_signature", &genuine[..63]),
            with(&good, "razorpay_signature", &format!("{genuine}00")),
            with(&good, "razorpay_signature", ""),
            with(&good, "razorpay_signature", "not hexadecimal"),
            with(&good, "razorpay_signature", &unsigned),
            with(&good, "razorpay_payment_id", "pay_another"),
            with(&good, "razorpay_payment_id", "../payments"),
            with(&good, "razorpay_payment_id", text(&other.payment, "id")),
            with(&good, "razorpay_order_id", "order_another"),
            // Genuine, and of another order.
            verification(&hers, &other.callback),
            with(&good, "razorpay_signature", text(&other.callback, "razorpay_signature")),
        ] {
            assert_eq!(slug(verify(&ada, &wrong).await).await, "signature-invalid", "{wrong}");
        }
        for wrong in [with(&good, "amount", "1"), value!({ "order_id": hers.id }), value!([])] {
            let answer = verify(&ada, &wrong).await;
            assert!(answer.status().is_client_error(), "{wrong}: {}", answer.status());
        }
        assert_eq!(slug(verify(&ben, &good).await).await, "not-found", "another person's order");
        let nowhere = with(&good, "order_id", "018f0000-0000-7000-8000-000000000001");
        assert_eq!(slug(verify(&ada, &nowhere).await).await, "not-found");
        assert_eq!(counter.stored(&hers).await, before, "nothing had an effect");

        let view = json(verify(&ada, &good).await).await;
        assert_eq!((&view["status"], &view["access"]["has_access"]), (&value!("paid"), &value!(true)));
        let after = counter.stored(&hers).await;
        for _ in 0..2 {
            assert_eq!(json(verify(&ada, &good).await).await["status"], "paid", "again is the same");
        }
        assert_eq!(counter.stored(&hers).await, after, "and has no effect");
        assert!(counter.has_access(&ada).await && !counter.has_access(&ben).await);
        assert_eq!(counter.count(&hers, "access_granted").await, 1);
    }

    /// Only the gateway could sign this.
    async fn a_payment_of_somebody_else_pays_nothing_however_well_signed(counter: &Counter) {
        let (ada, ben) = (counter.buyer("ada").await, counter.buyer("ben").await);
        let (hers, his) = (counter.order(&ada).await, counter.order(&ben).await);
        let paid = counter.pay(&his, "success", PRICE).await;
        json(verify(&ben, &verification(&his, &paid.callback)).await).await;
        let (before, settled) = (counter.stored(&hers).await, counter.stored(&his).await);
        let foreign = callback(&hers.order, text(&paid.payment, "id"));
        let answer = verify(&ada, &verification(&hers, &foreign)).await;
        assert_eq!(slug(answer).await, "signature-invalid");
        assert_eq!(back(counter, "razorpay", &foreign).await, "/order?problem=signature-invalid");
        assert_eq!((counter.stored(&hers).await, counter.stored(&his).await), (before, settled));
        assert!(!counter.has_access(&ada).await && counter.has_access(&ben).await);
    }

    async fn another_amount_is_not_granted_though_it_was_signed(counter: &Counter) {
        for (name, amount) in [("ada", 1), ("ben", PRICE - 1), ("cleo", PRICE + 1)] {
            let ada = counter.buyer(name).await;
            let placed = counter.order(&ada).await;
            let paid = counter.pay(&placed, "success", amount).await;
            let view = json(verify(&ada, &verification(&placed, &paid.callback)).await).await;
            assert_eq!((&view["status"], &view["access"]["has_access"]), (&value!("review"), &value!(false)), "{amount}");
            assert_eq!(counter.stored(&placed).await.kept(), None);
            let again = counter.create(&ada, "again").await;
            assert_eq!(again.status(), 409);
            let problem: Value = again.json().await.unwrap();
            assert_eq!((&problem["type"], &problem["order"]), (&value!("/problems/order-in-review"), &value!(placed.id)));
        }
    }

    async fn a_browser_that_comes_back_is_sent_on_and_believed_by_its_signature(counter: &Counter) {
        let (ada, ben) = (counter.buyer("ada").await, counter.buyer("ben").await);
        let (hers, his) = (counter.order(&ada).await, counter.order(&ben).await);
        let (paid, other) = (counter.pay(&hers, "success", PRICE).await, counter.pay(&his, "success", PRICE).await);
        let (good, before) = (paid.callback, counter.stored(&hers).await);
        let unproven = "/order?problem=signature-invalid";
        for wrong in [
            with(&good, "razorpay_signature", &"0".repeat(64)),
            with(&good, "razorpay_signature", &text(&good, "razorpay_signature")[..63]),
            with(&good, "razorpay_signature", text(&other.callback, "razorpay_signature")),
            with(&good, "razorpay_payment_id", text(&other.payment, "id")),
            with(&good, "razorpay_order_id", "order_another"),
            with(&good, "razorpay_order_id", &his.order),
            value!({}),
            value!({ "razorpay_signature": "x" }),
        ] {
            assert_eq!(back(counter, "razorpay", &wrong).await, unproven, "{wrong}");
        }
        for gateway in ["stripe", "nobody"] {
            assert_eq!(back(counter, gateway, &good).await, unproven, "{gateway}");
        }
        let failed = value!({
            "error[code]": "BAD_REQUEST_ERROR", "error[metadata]": format!("{{\"order_id\":\"{}\"}}", hers.order),
        });
        assert_eq!(back(counter, "razorpay", &failed).await, format!("/order?id={}&failed=1", hers.id));
        assert_eq!(counter.stored(&hers).await, before, "nothing had an effect");

        let place = format!("/order?id={}", hers.id);
        assert_eq!(back(counter, "razorpay", &good).await, place);
        let after = counter.until(&hers, |order| order.status() == OrderStatus::Paid).await;
        assert_eq!(back(counter, "razorpay", &good).await, place, "again is the same");
        assert_eq!(counter.stored(&hers).await, after);
        assert!(counter.has_access(&ada).await && !counter.has_access(&ben).await);
    }

    async fn a_message_that_is_not_genuine_is_refused_and_not_kept(counter: &Counter) {
        let ada = counter.buyer("ada").await;
        let placed = counter.order(&ada).await;
        let paid = counter.pay(&placed, "success", PRICE).await;
        let (body, before) = (message(&paid.payment, "authorized", 1), counter.stored(&placed).await);
        let genuine = signature(WEBHOOK_SECRET, &body);
        let read: Value = serde_json::from_str(&body).unwrap();
        let again = serde_json::to_string_pretty(&read).unwrap();
        let cheaper = body.replace("49900", "1");
        assert_ne!(cheaper, body);
        let (forged, by_key) = ("0".repeat(64), signature(KEY_SECRET, &body));
        for (body, signed) in [
            (body.as_str(), forged.as_str()),
            (&body, &by_key),
            (&body, &genuine[..63]),
            (&body, ""),
            (&body[..body.len() - 1], &genuine),
            (&again, &genuine),
            (&cheaper, &genuine),
            ("", &genuine),
        ] {
            let answer = counter.tell(body, &[("x-razorpay-signature", signed), ("x-razorpay-event-id", "e1")]).await;
            assert_eq!(slug(answer).await, "signature-invalid", "{signed} {body}");
        }
        assert_eq!(slug(counter.tell(&body, &[]).await).await, "signature-invalid");
        let elsewhere = counter.house.program().with("x-razorpay-signature", &genuine);
        let answer = elsewhere.request("POST", "/api/payments/webhook/stripe").body(body.clone()).send().await.unwrap();
        assert_eq!(slug(answer).await, "not-found");
        assert_eq!(counter.outcomes().await, []);
        assert_eq!(counter.stored(&placed).await, before, "nothing had an effect");
        assert!(!counter.has_access(&ada).await);
    }

    async fn a_message_counts_once_under_either_secret_and_a_stale_one_changes_nothing(counter: &Counter) {
        let ada = counter.buyer("ada").await;
        let placed = counter.order(&ada).await;
        let paid = counter.pay(&placed, "success", PRICE).await;
        let early = message(&paid.payment, "authorized", 1);
        assert_eq!(counter.tell_signed("e1", &early, WEBHOOK_SECRET_BEFORE).await.status(), 200, "signed before a change");
        let after = counter.until(&placed, |order| order.status() == OrderStatus::Paid).await;
        assert!(counter.has_access(&ada).await);
        // Replayed, in whatever way: by its name, by its bytes, by its bytes under another name.
        for (event, secret) in [("e1", WEBHOOK_SECRET_BEFORE), ("e1", WEBHOOK_SECRET), ("e2", WEBHOOK_SECRET)] {
            assert_eq!(counter.tell_signed(event, &early, secret).await.status(), 200, "{event}");
        }
        let same_name = message(&paid.payment, "captured", 2);
        assert_eq!(counter.tell_signed("e1", &same_name, WEBHOOK_SECRET).await.status(), 200);
        assert_eq!(counter.outcomes().await, [("applied".to_owned(), None)], "one was kept");
        // What it says was so once, and comes late.
        let stale = message(&paid.payment, "authorized", 3);
        assert_eq!(counter.tell_signed("e3", &stale, WEBHOOK_SECRET).await.status(), 200);
        assert_eq!(counter.outcomes().await.len(), 2);
        let order = counter.stored(&placed).await;
        assert_eq!((order.payments, order.events), (after.payments, after.events));
    }

    async fn a_genuine_message_that_does_not_fit_is_parked(counter: &Counter) {
        let (ada, ben) = (counter.buyer("ada").await, counter.buyer("ben").await);
        let (hers, his) = (counter.order(&ada).await, counter.order(&ben).await);
        let paid = counter.pay(&his, "success", PRICE).await;
        json(verify(&ben, &verification(&his, &paid.callback)).await).await;
        let (before, settled) = (counter.stored(&hers).await, counter.stored(&his).await);
        let of_order = |order: &str| with(&paid.payment, "order_id", order);
        let unheard = with(&of_order(&hers.order), "id", "pay_unheard");
        let mut dear = unheard.clone();
        dear["amount"] = value!(PRICE + 1);
        let francs = with(&unheard, "currency", "XAF");
        for (event, payment, why) in [
            ("e1", of_order("order_of_nobody"), "unknown_order"),
            ("e2", of_order(&hers.order), "foreign_payment"),
            ("e3", dear, "mismatch"),
            ("e4", francs, "mismatch"),
        ] {
            let body = message(&payment, "captured", 1);
            assert_eq!(counter.tell_signed(event, &body, WEBHOOK_SECRET).await.status(), 200);
            let parked = ("parked".to_owned(), Some(why.to_owned()));
            assert_eq!(counter.outcomes().await.last(), Some(&parked), "{event}");
        }
        let order = counter.stored(&hers).await;
        assert_eq!(order.status(), before.status());
        assert!(order.payments.iter().all(|payment| payment.status == PaymentStatus::Created));
        assert_eq!(counter.stored(&his).await.payments, settled.payments);
        assert!(!counter.has_access(&ada).await);
    }
}
