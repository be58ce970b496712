//! The simulated gateway as a process of its own, which lives on while the server dies.

use super::shop::{KEY_ID, KEY_SECRET, OLD_SECRET};
use crate::process::{new_folder, program, spawn_command};
use reqwest::{Client, Method};
use serde_json::{Value, json};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::process::Child;
use std::time::{Duration, Instant};

const READY_WITHIN: Duration = Duration::from_secs(30);
const ANSWERED_WITHIN: Duration = Duration::from_secs(60);
/// What takes a while at a real gateway takes less here.
const SETTINGS: [(&str, &str); 4] = [
    ("EXAMHALL__SIMULATOR__REFUND_MS", "500"),
    ("EXAMHALL__SIMULATOR__RETRY_MS", "300"),
    ("EXAMHALL__SIMULATOR__RETRY_MS_MAX", "2000"),
    ("EXAMHALL__SIMULATOR__LATE_MS", "2000"),
];

/// The process with its books.
pub struct Simulator {
    child: Child,
    folder: PathBuf,
    gateway: Gateway,
}

/// Its own calls, which nothing disturbs.
#[derive(Clone)]
pub struct Gateway {
    client: Client,
    base: String,
}

/// A payment as the gateway made it.
pub struct Paid {
    pub id: String,
    /// What a browser would bring back, when the bank said yes.
    pub callback: Option<Value>,
}

impl Simulator {
    /// Starts it for a server, with faults that follow from the seed.
    pub async fn start(port: u16, server: SocketAddr, seed: u64) -> Self {
        let folder = new_folder();
        let own = [
            ("EXAMHALL__SIMULATOR__KEY_ID", KEY_ID),
            ("EXAMHALL__SIMULATOR__KEY_SECRET", KEY_SECRET),
            ("EXAMHALL__SIMULATOR__WEBHOOK_SECRET", OLD_SECRET),
        ];
        let environment: Vec<(String, String)> =
            own.into_iter().chain(SETTINGS).map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
        let mut command = program(&environment);
        command.args(["simulate", "--port", &port.to_string(), "--seed", &seed.to_string()]);
        command.args(["--webhook", &format!("http://{server}/api/payments/webhook/razorpay")]);
        command.arg("--data").arg(&folder);
        let child = spawn_command(command, &folder);
        let client = Client::builder().timeout(ANSWERED_WITHIN).build().unwrap();
        let base = format!("http://{}/simulator", SocketAddr::from((Ipv4Addr::LOCALHOST, port)));
        let simulator = Self { child, folder, gateway: Gateway { client, base } };
        simulator.until_ready().await;
        simulator
    }

    /// For those who pay.
    pub fn client(&self) -> Gateway {
        self.gateway.clone()
    }

    /// From now on so much goes wrong.
    pub async fn disturb(&self, network: &str, shares: &[(&str, f64)]) {
        let shares: serde_json::Map<_, _> =
            shares.iter().map(|(fault, share)| ((*fault).to_owned(), json!(share))).collect();
        self.gateway.call(Method::POST, "/faults", &json!({ "network": network, "shares": shares })).await;
    }

    /// From now on webhooks are signed with this secret; those that were made before keep theirs.
    pub async fn rotate(&self, secret: &str) {
        self.gateway.call(Method::POST, "/secrets/rotate", &json!({ "webhook_secret": secret })).await;
    }

    /// Lets everything come now that would come later, and waits until it was delivered.
    pub async fn drain(&self) {
        let drained = self.gateway.call(Method::POST, "/drain", &json!({ "wait_s": 30, "hurry": true })).await;
        assert_eq!(drained["drained"], true, "webhooks are refused: {drained}");
    }

    /// What the books add up to.
    pub async fn books(&self) -> Value {
        self.gateway.call(Method::GET, "/books", &Value::Null).await
    }

    /// How often each fault has struck.
    pub async fn struck(&self) -> Value {
        self.gateway.call(Method::GET, "/faults", &Value::Null).await["faults"]["struck"].clone()
    }

    /// How many events there are.
    pub async fn events(&self) -> i64 {
        let books = self.books().await;
        books["webhooks"].as_object().unwrap().values().map(|count| count.as_i64().unwrap()).sum()
    }

    /// Its books, to be read.
    pub async fn connect_database(&self) -> sea_orm::DatabaseConnection {
        let file = self.folder.join("simulator.db");
        sea_orm::Database::connect(format!("sqlite://{}?mode=ro", file.display())).await.unwrap()
    }

    /// Ends it and removes its books.
    pub fn remove(mut self) {
        self.end();
        std::fs::remove_dir_all(&self.folder).unwrap();
    }

    fn end(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    async fn until_ready(&self) {
        let since = Instant::now();
        let mut looks = tokio::time::interval(Duration::from_millis(10));
        loop {
            looks.tick().await;
            if self.gateway.send(Method::GET, "/books", &Value::Null).await.is_ok() {
                return;
            }
            assert!(since.elapsed() < READY_WITHIN, "the simulated gateway is not ready in time");
        }
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        self.end();
        if std::thread::panicking() {
            eprintln!("the gateway's books are kept in {}", self.folder.display());
        }
    }
}

impl Gateway {
    /// Pays an order of the gateway as the words say.
    pub async fn pay(&self, order: &str, outcome: &str, more: &[(&str, i64)]) -> Paid {
        let mut asked = json!({ "order_id": order, "outcome": outcome });
        more.iter().for_each(|(name, value)| asked[*name] = json!(value));
        let answer = self.call(Method::POST, "/pay", &asked).await;
        let id = answer["payment"]["id"].as_str().unwrap_or_else(|| panic!("{asked}: {answer}")).to_owned();
        Paid { id, callback: Some(answer["callback"].clone()).filter(|callback| !callback.is_null()) }
    }

    async fn call(&self, method: Method, path: &str, body: &Value) -> Value {
        self.send(method, path, body).await.unwrap()
    }

    async fn send(&self, method: Method, path: &str, body: &Value) -> Result<Value, reqwest::Error> {
        let request = self.client.request(method, format!("{}{path}", self.base)).basic_auth(KEY_ID, Some(KEY_SECRET));
        let request = if body.is_null() { request } else { request.json(body) };
        request.send().await?.json().await
    }
}
