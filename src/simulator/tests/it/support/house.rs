//! One simulator in a folder of its own.

use super::receiver::Receiver;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use examhall_simulator::{Clock, Config, Keys, Running, Seed, start};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

pub const KEY_ID: &str = "rzp_test_00000000000001";
pub const KEY_SECRET: &str = "a-secret-of-the-key";
pub const WEBHOOK_SECRET: &str = "a-secret-of-the-webhook";
/// The moment at which every clock of these tests begins.
pub const BEGINNING_MS: i64 = 1_700_000_000_000;

static HOUSES: AtomicU32 = AtomicU32::new(0);

/// A running simulator.
pub struct House {
    pub running: Running,
    pub clock: Clock,
    pub receiver: Receiver,
    client: reqwest::Client,
    config: Config,
    folder: Folder,
}

/// Where the books lie; gone with the house.
struct Folder(PathBuf);

impl House {
    pub async fn start() -> Self {
        Self::with(|_| {}).await
    }

    /// With other settings.
    pub async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let receiver = Receiver::start();
        let keys = Keys {
            key_id: KEY_ID.to_owned(),
            key_secret: KEY_SECRET.to_owned(),
            webhook_secret: WEBHOOK_SECRET.to_owned(),
        };
        let folder = Folder::new();
        let mut config = Config::new(folder.0.join("gateway.db"), keys);
        config.port = 0;
        config.clock = Clock::at(BEGINNING_MS);
        config.webhook = Some(receiver.url());
        config.seed = Some(Seed(7));
        // One after the other, so that what arrives is in order unless a fault says otherwise.
        config.limits.deliveries = 1;
        change(&mut config);
        let running = start(config.clone()).await.unwrap();
        Self { running, clock: config.clock.clone(), receiver, client: reqwest::Client::new(), config, folder }
    }

    /// Stops it and starts it on the same file.
    pub async fn restart(self) -> Self {
        let Self { running, clock, receiver, client, config, folder } = self;
        running.stop().await;
        let running = start(config.clone()).await.unwrap();
        Self { running, clock, receiver, client, config, folder }
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.running.origin())
    }

    pub async fn get(&self, path: &str) -> (u16, Value) {
        self.send(self.client.get(self.url(path))).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        self.send(self.client.post(self.url(path)).body(body.to_string())).await
    }

    /// A refund under an idempotency key.
    pub async fn refund_with_key(&self, payment: &str, key: &str, body: &Value) -> (u16, Value) {
        let request = self.client.post(self.url(&format!("/v1/payments/{payment}/refund")));
        self.send(request.header("X-Refund-Idempotency", key).body(body.to_string())).await
    }

    /// What a browser would post.
    pub fn form(&self, path: &str, language: &str, pairs: &[(&str, &str)]) -> reqwest::RequestBuilder {
        let body = serde_urlencoded::to_string(pairs).unwrap();
        let request = self.client.post(self.url(path)).header("accept-language", language);
        request.header("content-type", "application/x-www-form-urlencoded").body(body)
    }

    pub async fn send(&self, request: reqwest::RequestBuilder) -> (u16, Value) {
        let token = BASE64_STANDARD.encode(format!("{KEY_ID}:{KEY_SECRET}"));
        let answer = request.header("authorization", format!("Basic {token}")).send().await.unwrap();
        let status = answer.status().as_u16();
        (status, serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap())
    }

    /// A new order in rupees; gives its id.
    pub async fn order(&self, amount: i64) -> String {
        let (status, order) = self.post("/v1/orders", &json!({ "amount": amount, "currency": "INR" })).await;
        assert_eq!(status, 200, "{order}");
        order["id"].as_str().unwrap().to_owned()
    }

    /// Somebody pays; gives the payment.
    pub async fn pay(&self, order: &str, outcome: &str) -> Value {
        let (status, paid) = self.post("/simulator/pay", &json!({ "order_id": order, "outcome": outcome })).await;
        assert_eq!(status, 200, "{paid}");
        paid["payment"].clone()
    }

    /// A captured payment; gives its id.
    pub async fn captured(&self, amount: i64) -> String {
        let order = self.order(amount).await;
        let id = self.pay(&order, "success").await["id"].as_str().unwrap().to_owned();
        let body = json!({ "amount": amount, "currency": "INR" });
        let (status, payment) = self.post(&format!("/v1/payments/{id}/capture"), &body).await;
        assert_eq!((status, &payment["status"]), (200, &json!("captured")), "{payment}");
        id
    }

    pub async fn payment(&self, id: &str) -> Value {
        self.get(&format!("/v1/payments/{id}")).await.1
    }

    /// Asks for a fault at the next occasion.
    pub async fn next_fault(&self, fault: &str, on: &str) {
        let body = json!({ "next": [{ "fault": fault, "on": on }] });
        let (status, stand) = self.post("/simulator/faults", &body).await;
        assert_eq!(status, 200, "{stand}");
    }

    /// Waits until nothing is under way.
    pub async fn drain(&self) {
        let (_, drained) = self.post("/simulator/drain", &json!({ "wait_s": 20, "hurry": true })).await;
        assert_eq!(drained["drained"], true, "{drained}");
    }

    pub async fn books(&self) -> Value {
        self.get("/simulator/books").await.1
    }
}

impl Folder {
    fn new() -> Self {
        let number = HOUSES.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("examhall-simulator-{}-{number}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
