//! The WebSocket as a well-behaved client speaks it.

use super::arrival::Stamped;
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use std::net::SocketAddr;
use tokio::net::{TcpSocket, TcpStream};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::{Error, Message};

/// The receive buffer of a client that is about to stop reading.
const NARROW_BYTES: u32 = 4_096;

/// The close code of a server that is overloaded.
const OVERLOADED: u16 = 4008;

/// An open socket.
pub struct Socket {
    stream: WebSocketStream<Stamped>,
    last_id: u64,
}

/// One message of the server.
#[derive(Debug)]
pub enum Heard {
    /// To the request with this id.
    Answer {
        re: u64,
        /// A result, or a problem.
        outcome: Result<Value, Value>,
    },
    /// On a channel.
    Event(Value),
}

/// Why nothing more comes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lost {
    /// The connection broke, or never came to be.
    Broken,
    /// The server said goodbye.
    Closed { code: u16, reason: String },
    /// The server refused the upgrade.
    Refused { status: u16 },
    /// The server asked to be left alone for a while.
    Busy,
}

impl Socket {
    /// Connects and signs in with the token.
    pub async fn open(address: SocketAddr, token: &str) -> Result<Self, Lost> {
        Self::over(TcpSocket::new_v4().unwrap(), address, token, Stamped::new).await
    }

    /// The same for one of a crowd, which reads what has arrived now and then.
    pub async fn open_in_a_crowd(address: SocketAddr, token: &str) -> Result<Self, Lost> {
        Self::over(TcpSocket::new_v4().unwrap(), address, token, Stamped::of_a_crowd).await
    }

    /// The same with a kernel that takes little ahead of this client.
    pub async fn open_narrow(address: SocketAddr, token: &str) -> Result<Self, Lost> {
        let tcp = TcpSocket::new_v4().unwrap();
        tcp.set_recv_buffer_size(NARROW_BYTES).unwrap();
        Self::over(tcp, address, token, Stamped::new).await
    }

    async fn over(
        tcp: TcpSocket,
        address: SocketAddr,
        token: &str,
        stamped: fn(TcpStream) -> Stamped,
    ) -> Result<Self, Lost> {
        let tcp = tcp.connect(address).await.map_err(|_| Lost::Broken)?;
        tcp.set_nodelay(true).map_err(|_| Lost::Broken)?;
        let mut request = format!("ws://{address}/ws").into_client_request().unwrap();
        let headers = request.headers_mut();
        headers.insert("sec-websocket-protocol", HeaderValue::from_static("examhall.v1"));
        headers.insert("authorization", HeaderValue::from_str(&format!("Bearer {token}")).unwrap());
        match tokio_tungstenite::client_async(request, stamped(tcp)).await {
            Ok((stream, _)) => Ok(Self { stream, last_id: 0 }),
            Err(Error::Http(answer)) if answer.status() == 503 => Err(Lost::Busy),
            Err(Error::Http(answer)) => Err(Lost::Refused { status: answer.status().as_u16() }),
            Err(_) => Err(Lost::Broken),
        }
    }

    /// Sends a request and returns its id.
    pub async fn request(&mut self, op: &str, fields: &Value) -> Result<u64, Lost> {
        self.last_id += 1;
        let mut frame = json!({ "id": self.last_id, "op": op });
        for (name, value) in fields.as_object().into_iter().flatten() {
            frame[name] = value.clone();
        }
        self.stream.send(Message::text(frame.to_string())).await.map_err(|_| Lost::Broken)?;
        Ok(self.last_id)
    }

    /// The next message. Heartbeats are answered; when this future is dropped, nothing is lost.
    pub async fn hear(&mut self) -> Result<Heard, Lost> {
        loop {
            match self.stream.next().await {
                Some(Ok(Message::Text(text))) => return Ok(read(serde_json::from_str(&text).unwrap())),
                Some(Ok(Message::Close(Some(close)))) if u16::from(close.code) == OVERLOADED => return Err(Lost::Busy),
                Some(Ok(Message::Close(Some(close)))) => {
                    return Err(Lost::Closed { code: close.code.into(), reason: close.reason.to_string() });
                }
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                Some(Ok(other)) => panic!("the server sent {other:?}"),
                Some(Err(_)) | None => return Err(Lost::Broken),
            }
        }
    }

    /// When the message that was heard last arrived, in microseconds since the Unix epoch, however late it was read.
    pub fn arrived_us(&self) -> i64 {
        self.stream.get_ref().arrived_us()
    }

    /// Sends any text as one message.
    pub async fn say(&mut self, text: &str) -> Result<(), Lost> {
        self.stream.send(Message::text(text)).await.map_err(|_| Lost::Broken)
    }

    /// The connection below, for bytes that no well-behaved client sends.
    pub fn raw(&mut self) -> &mut Stamped {
        self.stream.get_mut()
    }

    /// Reads everything that still comes and returns how it ended.
    pub async fn end(&mut self) -> Lost {
        loop {
            if let Err(lost) = self.hear().await {
                return lost;
            }
        }
    }

    /// Sends a request and waits for its answer; events that come before it are dropped.
    pub async fn ask(&mut self, op: &str, fields: &Value) -> Result<Result<Value, Value>, Lost> {
        let id = self.request(op, fields).await?;
        loop {
            match self.hear().await? {
                Heard::Answer { re, outcome } if re == id => return Ok(outcome),
                Heard::Answer { .. } | Heard::Event(_) => {}
            }
        }
    }
}

/// The slug of a problem.
pub fn slug(problem: &Value) -> &str {
    problem["type"].as_str().unwrap_or_default().trim_start_matches("/problems/")
}

fn read(mut message: Value) -> Heard {
    let Some(re) = message["re"].as_u64() else { return Heard::Event(message) };
    let outcome = match message.get_mut("ok") {
        Some(result) => Ok(result.take()),
        None => Err(message["error"].take()),
    };
    Heard::Answer { re, outcome }
}
