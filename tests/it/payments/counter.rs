//! The whole sale over HTTP: the real server with the simulated gateway inside of it. What the gateway sends goes nowhere, so
//! that nobody but the test tells of a payment; the test knows every secret and can sign whatever it likes.

use super::till::{FORGETFUL, admin, priced, stored};
use crate::accounts::house::{Client, House, PASSWORD, json};
use crate::rooms::socket::within;
use crate::store::engine::TestDatabase;
use examhall::store::payments::{event, inbox};
use examhall_domain::id::{ExamId, OrderId};
use examhall_domain::payments::Order;
use hmac::{Hmac, KeyInit, Mac};
use reqwest::Response;
use sea_orm::{EntityTrait, QueryOrder};
use serde_json::{Value, json as value};
use sha2::Sha256;
use uuid::Uuid;

pub(crate) const PRICE: i64 = 49_900;
pub(crate) const WEBHOOK: &str = "/api/payments/webhook/razorpay";
const KEY_ID: &str = "rzp_test_OfTheCounter01";
pub(crate) const KEY_SECRET: &str = "a key's secret for tests only";
pub(crate) const WEBHOOK_SECRET: &str = "a webhook's secret for tests only";
pub(crate) const WEBHOOK_SECRET_BEFORE: &str = "the webhook's secret before that";

const SETTINGS: [(&str, &str); 11] = [
    ("EXAMHALL__HTTP__WORKERS", "2"),
    ("EXAMHALL__PAYMENTS__SIMULATED", "true"),
    ("EXAMHALL__PAYMENTS__SWEEP_MS", "50"),
    ("EXAMHALL__RAZORPAY__WEBHOOK_SECRET_PREVIOUS", WEBHOOK_SECRET_BEFORE),
    ("EXAMHALL__SIMULATOR__PORT", "0"),
    ("EXAMHALL__SIMULATOR__KEY_ID", KEY_ID),
    ("EXAMHALL__SIMULATOR__KEY_SECRET", KEY_SECRET),
    ("EXAMHALL__SIMULATOR__WEBHOOK_SECRET", WEBHOOK_SECRET),
    ("EXAMHALL__SIMULATOR__WEBHOOK", "http://127.0.0.1:9/nobody"),
    ("EXAMHALL__SIMULATOR__RETRY_MS", "60000"),
    ("EXAMHALL__SIMULATOR__REFUND_MS", "0"),
];

/// Where an exam is sold.
pub(crate) struct Counter {
    pub(crate) house: House,
    pub(crate) exam: ExamId,
    pub(crate) admin: Client,
}

/// An order as its buyer's page has it.
#[derive(Clone)]
pub(crate) struct Placed {
    pub(crate) id: OrderId,
    /// The gateway's name for it.
    pub(crate) order: String,
    /// Where the gateway is.
    origin: String,
}

/// A payment as the gateway made it.
pub(crate) struct Paid {
    /// Its entity.
    pub(crate) payment: Value,
    /// What a browser brings back.
    pub(crate) callback: Value,
}

/// Runs each test once per engine at a counter of its own.
macro_rules! at_both_counters {
    ($($(#[$doc:meta])* async fn $name:ident($counter:ident: &Counter) $body:block)+) => {$(
        $(#[$doc])*
        mod $name {
            use super::*;

            async fn check($counter: &Counter) $body

            #[actix_web::test]
            async fn sqlite() {
                let counter = Counter::open(crate::store::engine::TestDatabase::sqlite().await).await;
                check(&counter).await;
                counter.house.close().await;
            }

            #[actix_web::test]
            async fn postgres() {
                let counter = Counter::open(crate::store::engine::TestDatabase::postgres().await).await;
                check(&counter).await;
                counter.house.close().await;
            }
        }
    )+};
}
pub(crate) use at_both_counters;

impl Counter {
    pub(crate) async fn open(database: TestDatabase) -> Self {
        let settings: Vec<_> = FORGETFUL.into_iter().chain(SETTINGS).collect();
        let house = House::open(database, &settings).await;
        let (exam, _) = priced(&house).await;
        let admin = admin(&house).await;
        Self { house, exam, admin }
    }

    /// A student's program.
    pub(crate) async fn buyer(&self, name: &str) -> Client {
        super::till::student(&self.house, name).await.0
    }

    pub(crate) async fn create(&self, buyer: &Client, key: &str) -> Response {
        let body = value!({ "exam_id": self.exam });
        buyer.with("idempotency-key", key).post("/api/payments/create-order", body).await
    }

    /// An order that can be paid.
    pub(crate) async fn order(&self, buyer: &Client) -> Placed {
        let made = json(self.create(buyer, &Uuid::now_v7().to_string()).await).await;
        let action = made["checkout"]["action"].as_str().unwrap();
        Placed {
            id: made["id"].as_str().unwrap().parse().unwrap(),
            order: made["checkout"]["fields"]["order_id"].as_str().unwrap().to_owned(),
            origin: action.strip_suffix("/v1/checkout/embedded").unwrap().to_owned(),
        }
    }

    /// Somebody pays at the gateway, which does not tell.
    pub(crate) async fn pay(&self, placed: &Placed, outcome: &str, amount: i64) -> Paid {
        let asked = value!({ "order_id": placed.order, "outcome": outcome, "amount": amount });
        let url = format!("{}/simulator/pay", placed.origin);
        let client = reqwest::Client::new();
        let answer = client.post(url).basic_auth(KEY_ID, Some(KEY_SECRET)).json(&asked).send().await.unwrap();
        let paid = json(answer).await;
        Paid { payment: paid["payment"].clone(), callback: paid["callback"].clone() }
    }

    /// What the gateway's own books add up to.
    pub(crate) async fn books(&self, placed: &Placed) -> Value {
        let url = format!("{}/simulator/books", placed.origin);
        let client = reqwest::Client::new();
        json(client.get(url).basic_auth(KEY_ID, Some(KEY_SECRET)).send().await.unwrap()).await
    }

    /// Sends a message with these headers.
    pub(crate) async fn tell(&self, body: &str, headers: &[(&'static str, &str)]) -> Response {
        let program = self.house.program();
        let program = headers.iter().fold(program, |program, (name, text)| program.with(name, *text));
        program.request("POST", WEBHOOK).body(body.to_owned()).send().await.unwrap()
    }

    /// Sends a message as the gateway does, signed with this secret.
    pub(crate) async fn tell_signed(&self, event: &str, body: &str, secret: &str) -> Response {
        let signature = signature(secret, body);
        self.tell(body, &[("x-razorpay-signature", &signature), ("x-razorpay-event-id", event)]).await
    }

    /// What became of every message, the earliest first, once nothing waits.
    pub(crate) async fn outcomes(&self) -> Vec<(String, Option<String>)> {
        within(async {
            loop {
                let rows = inbox::Entity::find().order_by_asc(inbox::Column::Id).all(self.house.store.read()).await;
                let rows = rows.unwrap().into_iter().map(|row| Some((row.outcome?, row.detail)));
                if let Some(all) = rows.collect() {
                    return all;
                }
            }
        })
        .await
    }

    /// The order as it is stored.
    pub(crate) async fn stored(&self, placed: &Placed) -> Order {
        stored(&self.house.store, placed.id).await
    }

    /// The order as it is stored, once it is so.
    pub(crate) async fn until(&self, placed: &Placed, is_so: impl Fn(&Order) -> bool) -> Order {
        within(async {
            loop {
                let order = self.stored(placed).await;
                if is_so(&order) {
                    return order;
                }
            }
        })
        .await
    }

    pub(crate) async fn has_access(&self, buyer: &Client) -> bool {
        let state = json(buyer.get(&format!("/api/payments/access/{}", self.exam)).await).await;
        state["has_access"].as_bool().unwrap()
    }

    /// How often something happened to an order.
    pub(crate) async fn count(&self, placed: &Placed, kind: &str) -> usize {
        let rows = event::of_order(self.house.store.read(), placed.id).await.unwrap();
        rows.iter().filter(|row| row.kind == kind).count()
    }

    pub(crate) async fn refund(&self, placed: &Placed, key: &str, amount_minor: Option<i64>) -> Response {
        let body = value!({
            "order_id": placed.id, "amount_minor": amount_minor, "access": "revoke", "reason": "as agreed",
            "proof": { "password": PASSWORD },
        });
        self.admin.with("idempotency-key", key).post("/api/payments/refund", body).await
    }
}

/// In hexadecimal digits.
pub(crate) fn signature(secret: &str, text: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What a browser brings back of a payment, signed as the gateway signs.
pub(crate) fn callback(order: &str, payment: &str) -> Value {
    value!({
        "razorpay_order_id": order, "razorpay_payment_id": payment,
        "razorpay_signature": signature(KEY_SECRET, &format!("{order}|{payment}")),
    })
}

/// The body of a message about a payment in a state; `at_s` makes it another one.
pub(crate) fn message(payment: &Value, status: &str, at_s: i64) -> String {
    let mut entity = payment.clone();
    entity["status"] = value!(status);
    entity["captured"] = value!(status == "captured");
    value!({
        "entity": "event", "account_id": "acc_1", "event": format!("payment.{status}"), "contains": ["payment"],
        "payload": { "payment": { "entity": entity } }, "created_at": at_s,
    })
    .to_string()
}
