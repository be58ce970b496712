//! A server that answers one question after the other as a script says, and keeps what it was asked.

use super::bodies::KEY_SECRET;
use examhall::gateway::payments::razorpay::Razorpay;
use examhall::settings::{RazorpaySettings, defaults};
use std::future::pending;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

/// What the server does with a question.
#[derive(Clone)]
pub(super) enum Turn {
    /// Answers with this status and body.
    Says(u16, String),
    /// The same with further headers, each ending a line.
    SaysWith(u16, &'static str, String),
    /// Answers once it is told to.
    SaysLater(u16, String, Arc<Semaphore>),
    /// Breaks off in the middle of its answer.
    BreaksOff,
    /// Closes the connection without a word.
    Leaves,
    /// Never answers.
    IsSilent,
}

/// A question as it came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Asked {
    /// Method and path.
    pub(super) line: String,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: String,
}

/// The server, for as long as it is kept.
pub(super) struct Script {
    port: u16,
    seen: Arc<Mutex<Seen>>,
}

struct Seen {
    turns: std::vec::IntoIter<Turn>,
    asked: Vec<Asked>,
    connections: usize,
}

impl Asked {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

impl Script {
    pub(super) async fn start(turns: Vec<Turn>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let seen = Arc::new(Mutex::new(Seen { turns: turns.into_iter(), asked: Vec::new(), connections: 0 }));
        tokio::spawn(accept(listener, seen.clone()));
        Self { port, seen }
    }

    /// Settings of a client that asks here and waits long enough for a busy machine, but not before it asks again.
    pub(super) fn settings(&self) -> RazorpaySettings {
        settings(self.port)
    }

    pub(super) fn gateway(&self) -> Razorpay {
        Razorpay::new(&self.settings()).unwrap()
    }

    /// What was asked so far.
    pub(super) fn asked(&self) -> Vec<Asked> {
        self.seen.lock().unwrap().asked.clone()
    }

    /// Method and path of what was asked so far.
    pub(super) fn lines(&self) -> Vec<String> {
        self.asked().into_iter().map(|asked| asked.line).collect()
    }

    pub(super) fn connections(&self) -> usize {
        self.seen.lock().unwrap().connections
    }
}

/// Settings of a client that asks on this port.
pub(super) fn settings(port: u16) -> RazorpaySettings {
    let mut settings = defaults().razorpay;
    settings.base_url = format!("http://127.0.0.1:{port}/v1").parse().unwrap();
    settings.key_id = "rzp_test_1DP5mmOlF5G5ag".to_owned();
    settings.key_secret = KEY_SECRET.to_owned().into();
    settings.webhook_secret = "chosen_webhook_secret".to_owned().into();
    settings.connect_ms = 20_000;
    settings.request_ms = 30_000;
    settings.retry_ms = 1;
    settings.retry_ms_max = 5;
    settings
}

async fn accept(listener: TcpListener, seen: Arc<Mutex<Seen>>) {
    while let Ok((connection, _)) = listener.accept().await {
        seen.lock().unwrap().connections += 1;
        tokio::spawn(serve(connection, seen.clone()));
    }
}

async fn serve(mut connection: TcpStream, seen: Arc<Mutex<Seen>>) {
    while let Some(asked) = read(&mut connection).await {
        let turn = {
            let mut seen = seen.lock().unwrap();
            seen.asked.push(asked);
            seen.turns.next()
        };
        let answer = match turn.unwrap_or_else(|| Turn::Says(599, "the script is over".to_owned())) {
            Turn::Says(status, body) => written(status, "", &body),
            Turn::SaysWith(status, headers, body) => written(status, headers, &body),
            Turn::SaysLater(status, body, told) => {
                told.acquire().await.unwrap().forget();
                written(status, "", &body)
            }
            Turn::BreaksOff => {
                connection.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"id\"").await.unwrap();
                return;
            }
            Turn::Leaves => return,
            Turn::IsSilent => pending().await,
        };
        if connection.write_all(answer.as_bytes()).await.is_err() {
            return;
        }
    }
}

fn written(status: u16, headers: &str, body: &str) -> String {
    format!("HTTP/1.1 {status} So\r\nContent-Length: {}\r\n{headers}\r\n{body}", body.len())
}

/// The next question on a connection; nothing when it is closed.
async fn read(connection: &mut TcpStream) -> Option<Asked> {
    let mut bytes = Vec::new();
    let head_end = loop {
        if let Some(at) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break at;
        }
        bytes.push(connection.read_u8().await.ok()?);
    };
    let head = String::from_utf8(bytes[..head_end].to_vec()).unwrap();
    let mut lines = head.split("\r\n");
    let line = lines.next()?.strip_suffix(" HTTP/1.1")?.to_owned();
    let headers: Vec<(String, String)> =
        lines.filter_map(|line| line.split_once(": ")).map(|(name, value)| (name.into(), value.into())).collect();
    let length =
        headers.iter().find(|(name, _)| name == "content-length").map_or(0, |(_, value)| value.parse().unwrap());
    let mut body = vec![0; length];
    connection.read_exact(&mut body).await.ok()?;
    Some(Asked { line, headers, body: String::from_utf8(body).unwrap() })
}
