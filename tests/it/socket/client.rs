//! A client of bare TCP: it sends any bytes and reads frames.

use std::future::Future;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

/// Waits for what has to come; a test that waits longer has failed.
pub async fn within<T>(what: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(30), what).await.expect("it did not happen in time")
}

pub struct Client {
    stream: TcpStream,
    buffer: Vec<u8>,
    pub reads: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seen {
    Text(String),
    Ping,
    Pong(Vec<u8>),
    Close(Option<u16>, String),
    /// The stream ended, or the connection was reset.
    End,
}

impl Client {
    pub async fn connect(address: SocketAddr) -> Self {
        Self::connect_with(address, "").await
    }

    pub async fn connect_with(address: SocketAddr, headers: &str) -> Self {
        let (client, head) = Self::request(address, headers, None).await;
        assert!(head.starts_with("HTTP/1.1 101"), "{head}");
        assert!(head.to_ascii_lowercase().contains("sec-websocket-protocol: examhall.v1"), "{head}");
        client
    }

    /// A client whose kernel takes little ahead of it.
    pub async fn connect_narrow(address: SocketAddr) -> Self {
        Self::request(address, "", Some(4_096)).await.0
    }

    /// The handshake; also returns the response's head.
    pub async fn request(address: SocketAddr, headers: &str, receive_bytes: Option<u32>) -> (Self, String) {
        let socket = TcpSocket::new_v4().unwrap();
        if let Some(bytes) = receive_bytes {
            socket.set_recv_buffer_size(bytes).unwrap();
        }
        let stream = within(socket.connect(address)).await.unwrap();
        let mut client = Self { stream, buffer: Vec::new(), reads: 0 };
        let protocol =
            if headers.contains("Sec-WebSocket-Protocol") { "" } else { "Sec-WebSocket-Protocol: examhall.v1\r\n" };
        client
            .raw(
                format!(
                    "GET /ws HTTP/1.1\r\nHost: {address}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
                     Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{protocol}{headers}\r\n"
                )
                .as_bytes(),
            )
            .await;
        let end = loop {
            if let Some(end) = client.buffer.windows(4).position(|four| four == b"\r\n\r\n") {
                break end + 4;
            }
            assert!(client.fill().await, "no response");
        };
        let head = client.buffer.drain(..end).collect::<Vec<_>>();
        (client, String::from_utf8(head).unwrap())
    }

    pub async fn raw(&mut self, bytes: &[u8]) {
        within(self.stream.write_all(bytes)).await.unwrap();
    }

    /// Sends until the server takes no more or there is nothing left; a closed connection is no error.
    pub async fn push(&mut self, bytes: &[u8]) -> bool {
        within(self.stream.write_all(bytes)).await.is_ok()
    }

    pub async fn text(&mut self, text: &str) {
        self.raw(&frame(0x81, text.as_bytes())).await;
    }

    /// The next frame.
    pub async fn see(&mut self) -> Seen {
        loop {
            if let Some((seen, bytes)) = read_frame(&self.buffer) {
                self.buffer.drain(..bytes);
                return seen;
            }
            if !self.fill().await {
                return Seen::End;
            }
        }
    }

    /// The next frame that is no heartbeat; heartbeats are answered.
    pub async fn hear(&mut self) -> Seen {
        loop {
            match self.see().await {
                Seen::Ping => self.raw(&frame(0x8A, b"")).await,
                seen => return seen,
            }
        }
    }

    /// Everything up to the end.
    pub async fn drain(&mut self) -> Vec<Seen> {
        let mut all = Vec::new();
        loop {
            match self.see().await {
                Seen::End => return all,
                seen => all.push(seen),
            }
        }
    }

    /// Everything up to the close frame.
    pub async fn drain_until_close(&mut self) -> Vec<Seen> {
        let mut all = Vec::new();
        loop {
            let seen = self.see().await;
            let last = matches!(seen, Seen::Close(..) | Seen::End);
            all.push(seen);
            if last {
                return all;
            }
        }
    }

    /// The code of the close that comes, whatever comes before it.
    pub async fn close_code(&mut self) -> Option<u16> {
        self.drain().await.into_iter().find_map(|seen| match seen {
            Seen::Close(code, _) => code,
            _ => None,
        })
    }

    async fn fill(&mut self) -> bool {
        let mut chunk = vec![0; 64 * 1024];
        let read = within(self.stream.read(&mut chunk)).await.unwrap_or(0);
        self.reads += 1;
        self.buffer.extend_from_slice(&chunk[..read]);
        read > 0
    }
}

/// A masked frame; the mask is zero, which changes no byte.
pub fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    let mut bytes = vec![first];
    match payload.len() {
        length @ 0..=125 => bytes.push(0x80 | length as u8),
        length @ 126..=65_535 => {
            bytes.push(0x80 | 126);
            bytes.extend((length as u16).to_be_bytes());
        }
        length => {
            bytes.push(0x80 | 127);
            bytes.extend((length as u64).to_be_bytes());
        }
    }
    bytes.extend([0; 4]);
    bytes.extend(payload);
    bytes
}

fn read_frame(buffer: &[u8]) -> Option<(Seen, usize)> {
    let &[first, second, ref rest @ ..] = buffer else { return None };
    let (length, header) = match (second, rest) {
        (126, [high, low, ..]) => (usize::from(u16::from_be_bytes([*high, *low])), 4),
        (127, rest) => (u64::from_be_bytes(rest.get(..8)?.try_into().unwrap()) as usize, 10),
        (126, _) => return None,
        (short, _) => (usize::from(short), 2),
    };
    let payload = buffer.get(header..header + length)?;
    let seen = match first {
        0x81 => Seen::Text(String::from_utf8(payload.to_vec()).unwrap()),
        0x89 => Seen::Ping,
        0x8A => Seen::Pong(payload.to_vec()),
        0x88 if payload.len() < 2 => Seen::Close(None, String::new()),
        0x88 => {
            let code = u16::from_be_bytes([payload[0], payload[1]]);
            Seen::Close(Some(code), String::from_utf8(payload[2..].to_vec()).unwrap())
        }
        other => panic!("the server sent a frame that starts with {other:#x}"),
    };
    Some((seen, header + length))
}
