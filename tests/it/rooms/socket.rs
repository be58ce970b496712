//! A client of the socket that keeps to the protocol and remembers every frame.

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::future::Future;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;

/// Waits for what has to come; a test that waits longer has failed.
pub(crate) async fn within<T>(what: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(60), what).await.expect("it did not happen in time")
}

/// An open socket.
pub(crate) struct Socket {
    stream: WebSocketStream<TcpStream>,
    last_id: u64,
    events: VecDeque<Value>,
    answers: VecDeque<Value>,
    closed: Option<u16>,
    /// Everything that the server sent, as it came.
    pub(crate) heard: Vec<String>,
}

impl Socket {
    /// A socket that the handshake signs in.
    pub(crate) async fn open(address: SocketAddr, token: &str) -> Self {
        Self::open_with(address, &[("authorization", &format!("Bearer {token}"))]).await
    }

    /// A socket whose handshake has these headers.
    pub(crate) async fn open_with(address: SocketAddr, headers: &[(&'static str, &str)]) -> Self {
        Self::open_at(address, "/ws", headers).await
    }

    /// The same at this path.
    pub(crate) async fn open_at(address: SocketAddr, path: &str, headers: &[(&'static str, &str)]) -> Self {
        let tcp = within(TcpStream::connect(address)).await.unwrap();
        tcp.set_nodelay(true).unwrap();
        let mut request = format!("ws://{address}{path}").into_client_request().unwrap();
        request.headers_mut().insert("sec-websocket-protocol", HeaderValue::from_static("examhall.v1"));
        for (name, value) in headers {
            request.headers_mut().insert(*name, HeaderValue::from_str(value).unwrap());
        }
        let (stream, _) = within(tokio_tungstenite::client_async(request, tcp)).await.unwrap();
        Self { stream, last_id: 0, events: VecDeque::new(), answers: VecDeque::new(), closed: None, heard: Vec::new() }
    }

    /// Sends a request without waiting; returns its id.
    pub(crate) async fn send(&mut self, op: &str, fields: &Value) -> u64 {
        self.last_id += 1;
        let mut frame = json!({ "id": self.last_id, "op": op });
        for (name, value) in fields.as_object().unwrap() {
            frame[name] = value.clone();
        }
        self.say(&frame.to_string()).await;
        self.last_id
    }

    /// Sends a text as it is.
    pub(crate) async fn say(&mut self, text: &str) {
        within(self.stream.send(Message::text(text))).await.unwrap();
    }

    /// The answer to a request: a result or a problem.
    pub(crate) async fn answer(&mut self, id: u64) -> Result<Value, Value> {
        loop {
            if let Some(place) = self.answers.iter().position(|answer| answer["re"] == id) {
                let mut answer = self.answers.remove(place).unwrap();
                return match answer.get_mut("ok") {
                    Some(ok) => Ok(ok.take()),
                    None => Err(answer["error"].take()),
                };
            }
            assert!(self.hear().await, "closed with {:?} before an answer", self.closed);
        }
    }

    /// Asks and waits.
    pub(crate) async fn ask(&mut self, op: &str, fields: Value) -> Result<Value, Value> {
        let id = self.send(op, &fields).await;
        self.answer(id).await
    }

    /// Asks for what has to be granted.
    pub(crate) async fn must(&mut self, op: &str, fields: Value) -> Value {
        self.ask(op, fields).await.unwrap_or_else(|problem| panic!("{op} was refused: {problem}"))
    }

    /// Asks for what has to be refused; returns the slug.
    pub(crate) async fn refused(&mut self, op: &str, fields: Value) -> String {
        slug(&self.ask(op, fields).await.unwrap_err())
    }

    /// The next event of this name; those before it are dropped.
    pub(crate) async fn event(&mut self, name: &str) -> Value {
        loop {
            let event = self.next_event().await;
            if event["event"] == name {
                return event;
            }
        }
    }

    /// The next event.
    pub(crate) async fn next_event(&mut self) -> Value {
        loop {
            if let Some(event) = self.events.pop_front() {
                return event;
            }
            assert!(self.hear().await, "closed with {:?} before an event", self.closed);
        }
    }

    /// The names of the events that came and were not asked for yet.
    pub(crate) fn unread(&self) -> Vec<&str> {
        self.events.iter().map(|event| event["event"].as_str().unwrap()).collect()
    }

    /// The code that the server closes with, whatever comes before it.
    pub(crate) async fn closed(&mut self) -> u16 {
        while self.hear().await {}
        self.closed.expect("the connection ended without a close")
    }

    async fn hear(&mut self) -> bool {
        loop {
            match within(self.stream.next()).await {
                Some(Ok(Message::Text(text))) => {
                    self.heard.push(text.to_string());
                    let frame: Value = serde_json::from_str(&text).unwrap();
                    let line = if frame.get("event").is_some() { &mut self.events } else { &mut self.answers };
                    line.push_back(frame);
                    return true;
                }
                Some(Ok(Message::Close(close))) => {
                    self.closed = close.map(|close| close.code.into());
                    return false;
                }
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return false,
            }
        }
    }
}

/// The slug of a problem.
pub(crate) fn slug(problem: &Value) -> String {
    problem["type"].as_str().unwrap().trim_start_matches("/problems/").to_owned()
}
