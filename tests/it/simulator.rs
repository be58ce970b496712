//! `examhall simulate` as a program: what it says, and that its books stand a kill.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

/// The program while it runs; killed with the test at the latest.
struct Simulating {
    child: Mutex<Child>,
    origin: String,
    client: reqwest::Client,
    secret: String,
}

impl Simulating {
    fn start(folder: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_examhall"))
            .args(["simulate", "--port", "0", "--seed", "7", "--webhook", "http://127.0.0.1:9/webhook", "--data"])
            .arg(folder)
            .env_clear()
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // The last line that it says when it has started.
        let mut told = Vec::new();
        for line in BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap) {
            let is_last = line.contains("/simulator/drain");
            told.push(line);
            if is_last {
                break;
            }
        }
        let origin = told[0].split(' ').find_map(|word| word.strip_suffix("/v1")).unwrap().to_owned();
        assert!(told.iter().any(|line| line.contains("POST /simulator/pay")), "{told:?}");
        let secret = std::fs::read_to_string(folder.join("simulator_key_secret")).unwrap();
        Self { child: Mutex::new(child), origin, client: reqwest::Client::new(), secret }
    }

    /// Nothing when the program is gone.
    async fn call(&self, path: &str, body: Option<Value>, key: &str) -> Option<Value> {
        let url = format!("{}{path}", self.origin);
        let request = match body {
            Some(body) => self.client.post(url).json(&body),
            None => self.client.get(url),
        };
        let token = BASE64_STANDARD.encode(format!("rzp_test_Simulated00001:{}", self.secret));
        let request = request.header("authorization", format!("Basic {token}"));
        let request = if key.is_empty() { request } else { request.header("x-refund-idempotency", key) };
        request.send().await.ok()?.json().await.ok()
    }

    /// An order that is paid, captured and partly given back. Gives the payment with what was acknowledged of it.
    async fn sell(&self, key: &str) -> Option<(String, bool)> {
        let order = self.call("/v1/orders", Some(json!({ "amount": 50_000, "currency": "INR" })), "").await?;
        let paid =
            self.call("/simulator/pay", Some(json!({ "order_id": order["id"], "outcome": "success" })), "").await?;
        let id = paid["payment"]["id"].as_str()?.to_owned();
        let capture = json!({ "amount": 50_000, "currency": "INR" });
        self.call(&format!("/v1/payments/{id}/capture"), Some(capture), "").await?;
        let refund = self.call(&format!("/v1/payments/{id}/refund"), Some(json!({ "amount": 20_000 })), key).await;
        Some((id, refund.is_some_and(|refund| refund["entity"] == "refund")))
    }

    /// SIGKILL: nothing of it runs any more.
    fn kill(&self) {
        let mut child = self.child.lock().unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
    }
}

impl Drop for Simulating {
    fn drop(&mut self) {
        if let Ok(mut child) = self.child.lock() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

#[actix_web::test]
async fn books_balance_after_kills_and_nothing_acknowledged_is_lost() {
    let folder = folder();
    let mut sold: Vec<(String, String, bool)> = Vec::new();
    for round in 0..3 {
        let simulating = Arc::new(Simulating::start(&folder));
        let books = simulating.call("/simulator/books", None, "").await.unwrap();
        assert_eq!(books["balanced"], true, "{books}");
        for (key, payment, has_refund) in &sold {
            let found = simulating.call(&format!("/v1/payments/{payment}"), None, "").await.unwrap();
            assert_eq!(found["captured"], true, "{found}");
            assert!(!has_refund || found["amount_refunded"] == 20_000, "{found}");
            // Whether its first answer came or not: the key makes one refund.
            let path = format!("/v1/payments/{payment}/refund");
            simulating.call(&path, Some(json!({ "amount": 20_000 })), key).await.unwrap();
            let refunds = simulating.call(&format!("{path}s"), None, "").await.unwrap();
            assert_eq!((&refunds["count"], &refunds["items"][0]["amount"]), (&json!(1), &json!(20_000)));
        }
        sold.extend(sell_until_killed(simulating, round).await);
    }
    assert!(sold.len() >= 24, "{}", sold.len());
    std::fs::remove_dir_all(&folder).unwrap();
}

/// Several sell at once; in the middle of it the program is killed.
async fn sell_until_killed(simulating: Arc<Simulating>, round: usize) -> Vec<(String, String, bool)> {
    let done = Arc::new(AtomicUsize::new(0));
    let (enough, reached) = tokio::sync::oneshot::channel();
    let enough = Arc::new(Mutex::new(Some(enough)));
    let sellers: Vec<_> = (0..4)
        .map(|seller| {
            let (simulating, done, enough) = (simulating.clone(), done.clone(), enough.clone());
            actix_web::rt::spawn(async move {
                let mut sold = Vec::new();
                for number in 0.. {
                    let key = format!("refund-{round}-{seller}-{number}");
                    let Some((payment, has_refund)) = simulating.sell(&key).await else { break };
                    sold.push((key, payment, has_refund));
                    if done.fetch_add(1, Ordering::Relaxed) == 8
                        && let Some(enough) = enough.lock().unwrap().take()
                    {
                        enough.send(()).unwrap();
                    }
                }
                sold
            })
        })
        .collect();
    reached.await.unwrap();
    simulating.kill();
    let mut sold = Vec::new();
    for seller in sellers {
        sold.extend(seller.await.unwrap());
    }
    sold
}

#[actix_web::test]
async fn the_program_says_what_is_wrong_with_its_arguments() {
    let folder = folder();
    let run = |arguments: &[&str]| {
        let mut program = Command::new(env!("CARGO_BIN_EXE_examhall"));
        program.arg("simulate").args(arguments).env_clear().output().unwrap()
    };
    let told = String::from_utf8(run(&["--faults", "often"]).stderr).unwrap();
    assert!(told.contains("a share is written such as 10%"), "{told}");
    let place = folder.join("data").display().to_string();
    let told = String::from_utf8(run(&["--data", &place, "--webhook", "https://exams.example.org"]).stderr).unwrap();
    assert!(told.contains("webhooks go to an address of the form http://"), "{told}");
    let running = Simulating::start(&folder);
    let port = running.origin.rsplit(':').next().unwrap().to_owned();
    let told = String::from_utf8(run(&["--data", &place, "--port", &port]).stderr).unwrap();
    assert!(told.contains("cannot listen on port"), "{told}");
    running.kill();
    std::fs::remove_dir_all(&folder).unwrap();
}

fn folder() -> PathBuf {
    let folder = std::env::temp_dir().join(format!("examhall-simulate-{}", uuid::Uuid::now_v7()));
    std::fs::create_dir(&folder).unwrap();
    folder
}
