//! An exam that costs something, an admin who sees every cent, and how long everything takes here.

use super::buyer::Bought;
use super::till::Till;
use crate::api::Api;
use crate::process::Server;
use crate::school::{PASSWORD, School, staff};
use reqwest::Method;
use serde_json::{Value, json};
use std::net::SocketAddr;

pub const KEY_ID: &str = "rzp_test_FaultsOfASale1";
pub const KEY_SECRET: &str = "a-key-secret-of-the-faults-of-a-sale";
pub const OLD_SECRET: &str = "the-first-webhook-secret-of-the-faults-of-a-sale";
pub const NEW_SECRET: &str = "the-second-webhook-secret-of-the-faults-of-a-sale";
pub const PRICE: i64 = 49_900;
/// For how long an order can be paid, in seconds.
pub const ORDER_S: u64 = 8;

/// Waits that are minutes and days elsewhere. The last look after late money comes later than any late money.
const SETTINGS: [(&str, &str); 22] = [
    ("EXAMHALL__PAYMENTS__SIMULATED", "false"),
    ("EXAMHALL__RAZORPAY__KEY_ID", KEY_ID),
    ("EXAMHALL__RAZORPAY__KEY_SECRET", KEY_SECRET),
    ("EXAMHALL__RAZORPAY__CONNECT_MS", "500"),
    ("EXAMHALL__RAZORPAY__REQUEST_MS", "1500"),
    ("EXAMHALL__RAZORPAY__TRIES_MAX", "2"),
    ("EXAMHALL__RAZORPAY__RETRY_MS", "50"),
    ("EXAMHALL__RAZORPAY__RETRY_MS_MAX", "200"),
    ("EXAMHALL__PAYMENTS__LEASE_MS", "3000"),
    ("EXAMHALL__PAYMENTS__TRIES_MAX", "8"),
    ("EXAMHALL__PAYMENTS__RETRY_MS", "100"),
    ("EXAMHALL__PAYMENTS__SWEEP_MS", "250"),
    ("EXAMHALL__PAYMENTS__PLACE_MS", "3000"),
    ("EXAMHALL__PAYMENTS__VERIFY_MS", "3000"),
    ("EXAMHALL__PAYMENTS__UNSURE_MS", "[1000, 1000, 2000]"),
    ("EXAMHALL__PAYMENTS__OPEN_LOOK_MS", "2000"),
    ("EXAMHALL__PAYMENTS__LATE_LOOK_MS", "[1000, 4000, 12000]"),
    ("EXAMHALL__PAYMENTS__RECONCILE_AFTER_S", "15"),
    ("EXAMHALL__PAYMENTS__RECONCILE_EVERY_S", "5"),
    ("EXAMHALL__PAYMENTS__KEY_IN_FLIGHT_S", "1"),
    ("EXAMHALL__RATELIMIT__GATEWAY__PER_USER", "1000000"),
    ("EXAMHALL__RATELIMIT__GATEWAY__OVERALL", "0"),
];
/// What an order must not be called in the end.
const UNSETTLED: &str = "opening,awaiting_payment,authorized,refunding,review";

/// Where it is sold.
pub struct Shop {
    pub school: School,
    pub admin: Api,
}

/// Of a server whose gateway listens on this port.
pub fn settings(gateway: u16) -> Vec<(&'static str, String)> {
    let own = [
        ("EXAMHALL__RAZORPAY__BASE_URL", format!("http://127.0.0.1:{gateway}/v1")),
        ("EXAMHALL__RAZORPAY__WEBHOOK_SECRET", OLD_SECRET.to_owned()),
        ("EXAMHALL__PAYMENTS__ORDER_S", ORDER_S.to_string()),
    ];
    own.into_iter().chain(SETTINGS.map(|(key, value)| (key, value.to_owned()))).collect()
}

/// In its next life the server knows the new secret and, for what is sent again, the one before.
pub fn change_secret(server: &mut Server) {
    server.set("EXAMHALL__RAZORPAY__WEBHOOK_SECRET", NEW_SECRET);
    server.set("EXAMHALL__RAZORPAY__WEBHOOK_SECRET_PREVIOUS", OLD_SECRET);
}

impl Shop {
    /// An exam with a price, of a server that everybody reaches at this address: its own or that of a proxy.
    pub async fn open_behind(server: &Server, address: SocketAddr) -> Self {
        let school = School::found_behind(server, address).await;
        let admin = staff(server, &school.anonymous, "admin").await;
        let price = json!({ "price": { "amount_minor": PRICE, "currency": "INR" }, "access_days": 30 });
        let path = format!("/api/exams/{}/price", school.exam);
        let answer = admin.send(Method::PUT, &path, Some(&price)).await.unwrap();
        assert_eq!(answer.status, 200, "{}", answer.body);
        Self { school, admin }
    }

    /// The admin gives back what was parked.
    pub async fn give_parked_back(&self, crowd: &[Bought], till: &Till) {
        for order in crowd.iter().flat_map(|bought| &bought.parked) {
            let path = format!("/api/admin/payments/orders/{order}/resolve");
            let decision =
                json!({ "decision": "refund", "reason": "Not what it costs", "proof": { "password": PASSWORD } });
            match self.admin.send(Method::POST, &path, Some(&decision)).await {
                Ok(answer) if answer.status == 200 => {}
                Ok(answer) => till.blame(format!("{order} was not given back: {} {}", answer.status, answer.body)),
                Err(error) => till.blame(format!("{order} was not given back: {error}")),
            }
        }
    }

    /// What is under way, if anything is.
    pub async fn busy(&self) -> Option<Value> {
        let queue = self.admin.get("/api/admin/payments/queue").await;
        let path = format!("/api/admin/payments/orders?status={UNSETTLED}&limit=5");
        let unsettled = self.admin.get(&path).await["items"].clone();
        let is_quiet =
            queue["waiting"] == 0 && queue["unknown"] == 0 && unsettled.as_array().is_some_and(Vec::is_empty);
        // What was given up stays so unless the reconciliation takes it up: waiting for it would hide it.
        (!is_quiet && queue["dead"] == 0).then(|| json!({ "queue": queue, "unsettled": unsettled }))
    }
}
