//! Takes webhooks as a merchant would, and answers what it is told to.

use actix_web::http::StatusCode;
use actix_web::web::{Bytes, Data};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use serde_json::Value;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::watch;

/// A webhook as it arrived.
#[derive(Clone, Debug)]
pub struct Webhook {
    pub raw: String,
    pub body: Value,
    pub signature: String,
    pub event_id: Option<String>,
}

impl Webhook {
    pub fn event(&self) -> &str {
        self.body["event"].as_str().unwrap()
    }
}

/// What arrived, and what the next ones are answered.
#[derive(Clone)]
pub struct Receiver {
    arrived: Arc<watch::Sender<Vec<Webhook>>>,
    answers: Arc<Mutex<VecDeque<u16>>>,
    url: String,
}

impl Receiver {
    pub fn start() -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/webhook", listener.local_addr().unwrap());
        let receiver = Self { arrived: Arc::new(watch::Sender::new(Vec::new())), answers: Arc::default(), url };
        let shared = receiver.clone();
        let app = move || App::new().app_data(Data::new(shared.clone())).route("/webhook", web::post().to(take));
        let server = HttpServer::new(app).workers(1).disable_signals().listen(listener).unwrap().run();
        actix_web::rt::spawn(server);
        receiver
    }

    pub fn url(&self) -> String {
        self.url.clone()
    }

    /// The next webhooks are answered so, one after the other; 0 never answers. After them 200.
    pub fn answer(&self, statuses: &[u16]) {
        self.answers.lock().unwrap().extend(statuses);
    }

    /// Waits until so many have arrived, and gives all of them.
    pub async fn arrived(&self, count: usize) -> Vec<Webhook> {
        let mut arriving = self.arrived.subscribe();
        let enough = arriving.wait_for(|webhooks| webhooks.len() >= count);
        match tokio::time::timeout(Duration::from_secs(20), enough).await {
            Ok(webhooks) => webhooks.unwrap().clone(),
            Err(_) => panic!("of {count} webhooks only these arrived: {:?}", self.events()),
        }
    }

    /// The events that have arrived so far.
    pub fn events(&self) -> Vec<String> {
        self.arrived.borrow().iter().map(|webhook| webhook.event().to_owned()).collect()
    }
}

async fn take(receiver: Data<Receiver>, request: HttpRequest, body: Bytes) -> HttpResponse {
    let header = |name: &str| request.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
    let webhook = Webhook {
        raw: String::from_utf8(body.to_vec()).unwrap(),
        body: serde_json::from_slice(&body).unwrap(),
        signature: header("x-razorpay-signature").unwrap(),
        event_id: header("x-razorpay-event-id"),
    };
    let status = receiver.answers.lock().unwrap().pop_front().unwrap_or(200);
    receiver.arrived.send_modify(|webhooks| webhooks.push(webhook));
    if status == 0 {
        std::future::pending::<()>().await;
    }
    HttpResponse::build(StatusCode::from_u16(status).unwrap()).finish()
}
