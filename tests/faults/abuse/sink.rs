//! A server that does nothing but end whoever floods it.
//!
//! The flooders share their machine with the server under test and with its writers. What their own half of a flood costs
//! there shows when they flood this one instead.

use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::AsyncReadExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio_tungstenite::tungstenite::handshake::server::{ErrorResponse, Request, Response};
use tokio_tungstenite::tungstenite::http::HeaderValue;

/// What it takes of a flood before it ends it, as the server does.
const TAKEN_BYTES: usize = 64 * 1024;

pub struct Sink {
    address: SocketAddr,
    _serving: JoinSet<()>,
}

impl Sink {
    /// Serves on the present thread until it is dropped.
    pub async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let mut serving = JoinSet::new();
        serving.spawn(async move {
            let mut ending = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                ending.spawn(end(stream));
            }
        });
        Self { address, _serving: serving }
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

async fn end(stream: TcpStream) {
    stream.set_nodelay(true).unwrap();
    let Ok(mut socket) = tokio_tungstenite::accept_hdr_async(stream, agree).await else { return };
    let stream = socket.get_mut();
    let (mut buffer, mut taken) = (vec![0; TAKEN_BYTES], 0);
    while taken < TAKEN_BYTES {
        match stream.read(&mut buffer).await {
            Ok(0) | Err(_) => return,
            Ok(bytes) => taken += bytes,
        }
    }
    // What it did not read is thrown away with the connection.
    socket2::SockRef::from(&*stream).set_linger(Some(Duration::ZERO)).unwrap();
}

#[allow(clippy::result_large_err, reason = "the library asks for this shape")]
fn agree(_: &Request, mut response: Response) -> Result<Response, ErrorResponse> {
    let protocol = HeaderValue::from_static("examhall.v1");
    response.headers_mut().insert("sec-websocket-protocol", protocol);
    Ok(response)
}
