//! A student without a browser, for rooms that have to be full: joins over the socket and says what a page would say.
//! The socket is read all the time, so that heartbeats are answered while a walk looks elsewhere.

use super::api::{Api, PASSWORD, email};
use super::server::Server;
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use uuid::Uuid;

type Stream = WebSocketStream<TcpStream>;

/// Somebody who has joined the room.
pub struct Student {
    /// The account's id.
    pub account: String,
    mouth: SplitSink<Stream, Message>,
    answers: mpsc::UnboundedReceiver<Value>,
    events: mpsc::UnboundedReceiver<Value>,
    last_id: u64,
    revision: u64,
}

impl Student {
    /// Registers, enrols and joins the room of a sitting.
    pub async fn comes(server: &Server, sitting: &str, name: &str) -> Self {
        let registration = json!({ "email": email(name), "password": PASSWORD, "name": name });
        Api::anonymous(server).post("/api/auth/register", &registration).await;
        let api = Api::sign_in(server, &email(name), PASSWORD).await;
        api.post(&format!("/api/sittings/{sitting}/enrol"), &json!({})).await;
        Self::joins(server, sitting, name).await
    }

    /// Joins the room of a sitting that the student is enrolled in, on a device that nobody has used before.
    pub async fn joins(server: &Server, sitting: &str, name: &str) -> Self {
        let api = Api::sign_in(server, &email(name), PASSWORD).await;
        let account = api.get("/api/auth/me").await["id"].as_str().unwrap().to_owned();
        let (mouth, ears) = connect(server, api.token()).await.split();
        let (answer, answers) = mpsc::unbounded_channel();
        let (event, events) = mpsc::unbounded_channel();
        tokio::spawn(listen(ears, answer, event));
        let mut student = Self { account, mouth, answers, events, last_id: 0, revision: 0 };
        student.says("join", json!({ "room": sitting, "device": Uuid::now_v7() })).await;
        student
    }

    /// Says something and answers what the server makes of it.
    pub async fn says(&mut self, op: &str, fields: Value) -> Value {
        self.last_id += 1;
        let mut frame = json!({ "id": self.last_id, "op": op });
        for (name, value) in fields.as_object().unwrap() {
            frame[name] = value.clone();
        }
        self.mouth.send(Message::text(frame.to_string())).await.unwrap();
        let mut answer = self.answers.recv().await.unwrap();
        assert!(answer["re"] == self.last_id && answer["error"].is_null(), "{op}: {answer}");
        answer["ok"].take()
    }

    /// Writes other words as the answer to a question; nothing but a text is expected there.
    pub async fn writes(&mut self, question: usize) {
        self.revision += 1;
        let response = json!({ "text": format!("Answer {}", self.revision) });
        let save =
            json!({ "question": question, "revision": self.revision, "save_id": Uuid::now_v7(), "response": response });
        self.says("answer.save", save).await;
    }

    /// Asks the staff something.
    pub async fn asks(&mut self, text: &str) {
        self.says("chat", json!({ "text": text, "message_id": Uuid::now_v7() })).await;
    }

    /// Waits for an event and answers its data; those before it are passed over.
    pub async fn is_told(&mut self, event: &str) -> Value {
        loop {
            let mut heard = self.events.recv().await.unwrap();
            if heard["event"] == event {
                return heard["data"].take();
            }
        }
    }
}

async fn listen(
    mut ears: SplitStream<Stream>,
    answer: mpsc::UnboundedSender<Value>,
    event: mpsc::UnboundedSender<Value>,
) {
    while let Some(Ok(message)) = ears.next().await {
        let Message::Text(text) = message else { continue };
        let heard: Value = serde_json::from_str(&text).unwrap();
        // Nobody waits any more once the student is gone.
        let _ = if heard["re"].is_null() { event.send(heard) } else { answer.send(heard) };
    }
}

async fn connect(server: &Server, token: &str) -> Stream {
    let tcp = TcpStream::connect(server.address()).await.unwrap();
    let mut request = format!("ws://{}/ws", server.address()).into_client_request().unwrap();
    let headers = request.headers_mut();
    headers.insert("sec-websocket-protocol", HeaderValue::from_static("examhall.v1"));
    headers.insert("authorization", HeaderValue::from_str(&format!("Bearer {token}")).unwrap());
    tokio_tungstenite::client_async(request, tcp).await.unwrap().0
}
