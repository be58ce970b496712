//! The page on which people pay.

use crate::support::{House, KEY_SECRET};
use examhall_simulator::hex_hmac;
use serde_json::{Value, json};

const CALLBACK: &str = "http://127.0.0.1:8080/api/payments/callback/razorpay?from=checkout";
const CANCEL: &str = "http://127.0.0.1:8080/order?cancelled=1";

struct Shown {
    status: u16,
    policy: String,
    html: String,
}

async fn show(request: reqwest::RequestBuilder) -> Shown {
    let answer = request.send().await.unwrap();
    let policy = answer.headers()["content-security-policy"].to_str().unwrap().to_owned();
    let status = answer.status().as_u16();
    Shown { status, policy, html: String::from_utf8(answer.bytes().await.unwrap().to_vec()).unwrap() }
}

async fn open(house: &House, order: &str, amount: &str, language: &str) -> Shown {
    let pairs = [
        ("key_id", &*house.running.keys().key_id),
        ("order_id", order),
        ("amount", amount),
        ("currency", "INR"),
        ("name", "Institute <of> Physics"),
        ("description", "Physics I"),
        ("callback_url", CALLBACK),
        ("cancel_url", CANCEL),
        ("prefill[email]", "student@example.org"),
        ("notes[order]", "17"),
    ];
    show(house.form("/v1/checkout/embedded", language, &pairs)).await
}

/// Presses a button of the page.
async fn press(house: &House, page: &Shown, outcome: &str) -> Shown {
    let path = attribute(&page.html, "action").next().unwrap();
    show(house.form(&path, "en", &[("outcome", outcome)])).await
}

fn attribute<'h>(html: &'h str, name: &'h str) -> impl Iterator<Item = String> + 'h {
    let start = format!(" {name}=\"");
    let values: Vec<String> = html.split(&start).skip(1).filter_map(|rest| rest.split('"').next()).map(plain).collect();
    values.into_iter()
}

fn plain(text: &str) -> String {
    text.replace("&quot;", "\"").replace("&#39;", "'").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

/// The hidden fields of the page that brings one back.
fn fields(html: &str) -> Vec<(String, String)> {
    let inputs = html.split("<input").skip(1).map(|rest| rest.split('>').next().unwrap());
    inputs.map(|input| (attribute(input, "name").next().unwrap(), attribute(input, "value").next().unwrap())).collect()
}

#[actix_web::test]
async fn who_pays_brings_back_three_signed_fields() {
    let house = House::start().await;
    let order = house.order(49_900).await;
    let page = open(&house, &order, "49900", "en").await;
    assert_eq!(page.status, 200);
    assert!(page.html.contains("Simulated gateway") && page.html.contains("Pay INR 499.00"), "{}", page.html);
    assert!(page.html.contains("Institute &lt;of&gt; Physics") && !page.html.contains("<script"));
    assert!(page.policy.starts_with("default-src 'none'; style-src 'self'; form-action 'self'"), "{}", page.policy);
    assert!(attribute(&page.html, "href").any(|href| href == CANCEL));

    let back = press(&house, &page, "success").await;
    assert_eq!(attribute(&back.html, "action").next().unwrap(), CALLBACK);
    assert!(back.policy.contains("form-action http://127.0.0.1:8080;"), "{}", back.policy);
    let fields = fields(&back.html);
    let names: Vec<&str> = fields.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["razorpay_payment_id", "razorpay_order_id", "razorpay_signature"]);
    assert_eq!(fields[2].1, hex_hmac(KEY_SECRET, format!("{order}|{}", fields[0].1).as_bytes()));
    let payment = house.payment(&fields[0].1).await;
    assert_eq!((&payment["status"], &payment["email"]), (&json!("authorized"), &json!("student@example.org")));
    assert_eq!(payment["notes"], json!({ "order": "17" }));

    // Sent once more, it is the same payment.
    assert_eq!(fields[0], self::fields(&press(&house, &page, "success").await.html)[0]);
    assert_eq!(house.get(&format!("/v1/orders/{order}/payments")).await.1["count"], 1);
}

#[actix_web::test]
async fn who_fails_brings_back_what_went_wrong_and_may_try_again() {
    let house = House::start().await;
    let order = house.order(49_900).await;
    let page = open(&house, &order, "49900", "en").await;
    let back = press(&house, &page, "fail").await;
    let told = fields(&back.html);
    let of = |name: &str| told.iter().find(|(field, _)| field == name).map(|(_, value)| value.clone()).unwrap();
    assert_eq!(of("error[code]"), "BAD_REQUEST_ERROR");
    assert_eq!((of("error[source]"), of("error[reason]")), ("bank".to_owned(), "payment_failed".to_owned()));
    let metadata: Value = serde_json::from_str(&of("error[metadata]")).unwrap();
    assert_eq!(metadata["order_id"], order);
    assert_eq!(house.payment(metadata["payment_id"].as_str().unwrap()).await["status"], "failed");
    let late = fields(&press(&house, &page, "late").await.html);
    assert!(late.iter().any(|(name, _)| name == "error[code]"));
    let paid = fields(&press(&house, &page, "success").await.html);
    assert_eq!(paid[0].0, "razorpay_payment_id");
}

#[actix_web::test]
async fn the_page_speaks_french_and_says_why_it_does_nothing() {
    let house = House::start().await;
    let order = house.order(49_900).await;
    let page = open(&house, &order, "49900", "fr-CM, en;q=0.5").await;
    assert!(page.html.contains("<html lang=\"fr\">") && page.html.contains("Passerelle simulée"));
    let cheaper = open(&house, &order, "100", "en").await;
    assert_eq!(cheaper.status, 400);
    assert!(cheaper.html.contains("different from your order amount"), "{}", cheaper.html);
    assert!(cheaper.policy.contains("form-action 'none'"));
    house.pay(&order, "success").await;
    assert_eq!(press(&house, &page, "success").await.status, 400);
    let nobody = house.form("/v1/checkout/embedded/guessed", "en", &[("outcome", "success")]);
    assert_eq!(show(nobody).await.status, 400);
    let style = reqwest::get(house.url("/v1/checkout/embedded/page.css")).await.unwrap();
    assert_eq!(style.headers()["content-type"], "text/css; charset=utf-8");
}

#[actix_web::test]
async fn every_field_of_the_page_is_labelled_and_reached_by_keyboard() {
    let house = House::start().await;
    let order = house.order(49_900).await;
    let html = open(&house, &order, "49900", "en").await.html;
    assert_eq!(html.matches("<h1>").count(), 1);
    assert_eq!(html.matches("<main>").count(), 1);
    assert!(html.contains("name=\"viewport\""));
    for described in attribute(&html, "aria-describedby").chain(attribute(&html, "aria-labelledby")) {
        assert!(html.contains(&format!("id=\"{described}\"")), "{described}");
    }
    // Buttons and one link, in the order in which they are read; nothing takes the order into its own hands.
    assert_eq!((html.matches("<button").count(), html.matches("<a ").count()), (3, 1));
    assert!(!html.contains("tabindex") && !html.contains("onclick"));
}
