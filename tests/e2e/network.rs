//! A person's network: everything between one browser and the server, sockets included, goes through here and can fail as
//! networks do.

use std::net::SocketAddr;
use tokio::io::{AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// How the request for a socket begins.
const HANDSHAKE: &[u8] = b"GET /ws ";

/// What the network does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Weather {
    /// Bytes pass.
    Clear,
    /// Connections are lost and new ones end at once: the cable is out.
    Cut,
    /// Connections stay, but nothing passes and nobody says so: the lift, the tunnel.
    Silent,
}

/// Whether WebSockets get through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sockets {
    Pass,
    Blocked,
}

/// A way to the server that can be cut and restored.
pub struct Network {
    address: SocketAddr,
    weather: watch::Sender<Weather>,
    listening: JoinHandle<()>,
}

impl Network {
    /// A way to `server` on a free port.
    pub async fn to(server: SocketAddr) -> Self {
        Self::with(server, Sockets::Pass).await
    }

    /// A way on which somebody's equipment knows requests but no WebSockets.
    pub async fn without_sockets(server: SocketAddr) -> Self {
        Self::with(server, Sockets::Blocked).await
    }

    async fn with(server: SocketAddr, sockets: Sockets) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (weather, seen) = watch::channel(Weather::Clear);
        let listening = tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                tokio::spawn(carry(near, server, sockets, seen.clone()));
            }
        });
        Self { address, weather, listening }
    }

    /// Where the browser's connections go instead of the server's own address.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Ends every connection and lets no new one through.
    pub fn cut(&self) {
        self.weather.send_replace(Weather::Cut);
    }

    /// Lets connections stand and bytes disappear.
    pub fn fall_silent(&self) {
        self.weather.send_replace(Weather::Silent);
    }

    /// Lets new connections through again. Those that were lost stay lost.
    pub fn restore(&self) {
        self.weather.send_replace(Weather::Clear);
    }
}

impl Drop for Network {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

async fn carry(mut near: TcpStream, server: SocketAddr, sockets: Sockets, mut weather: watch::Receiver<Weather>) {
    if sockets == Sockets::Blocked && asks_for_a_socket(&near).await {
        return;
    }
    if *weather.borrow_and_update() == Weather::Clear {
        let Ok(mut far) = TcpStream::connect(server).await else { return };
        tokio::select! {
            biased;
            _ = weather.changed() => (),
            _ = copy_bidirectional(&mut near, &mut far) => return,
        }
        // The server learns of a cut at once and of silence not at all, until the browser gives up.
        stand(&mut near, &mut weather).await;
        let _ = far.shutdown().await;
    } else {
        stand(&mut near, &mut weather).await;
    }
}

/// Whether a connection begins with the handshake of a socket. Browsers open a connection of its own for each.
async fn asks_for_a_socket(near: &TcpStream) -> bool {
    let mut start = [0; HANDSHAKE.len()];
    while let Ok(seen) = near.peek(&mut start).await {
        if seen == 0 || start[..seen] != HANDSHAKE[..seen] {
            return false;
        }
        if seen == HANDSHAKE.len() {
            return true;
        }
    }
    false
}

/// Holds a connection for as long as the network is silent; whatever comes afterwards, this connection is lost.
async fn stand(near: &mut TcpStream, weather: &mut watch::Receiver<Weather>) {
    let silent = weather.wait_for(|weather| *weather != Weather::Silent).await.is_ok();
    if silent {
        let _ = near.shutdown().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::AsyncReadExt;

    async fn echo() -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                tokio::spawn(async move {
                    let (mut read, mut write) = stream.split();
                    let _ = tokio::io::copy(&mut read, &mut write).await;
                });
            }
        });
        address
    }

    async fn says(stream: &mut TcpStream, word: u8) -> Option<u8> {
        stream.write_all(&[word]).await.ok()?;
        stream.read_u8().await.ok()
    }

    #[tokio::test]
    async fn a_cut_ends_connections_and_refuses_new_ones_until_it_is_mended() {
        let network = Network::to(echo().await).await;
        let mut stream = TcpStream::connect(network.address()).await.unwrap();
        assert_eq!(says(&mut stream, 7).await, Some(7));
        network.cut();
        assert_eq!(stream.read(&mut [0]).await.unwrap_or(0), 0);
        let mut refused = TcpStream::connect(network.address()).await.unwrap();
        assert_eq!(refused.read(&mut [0]).await.unwrap_or(0), 0);
        network.restore();
        let mut again = TcpStream::connect(network.address()).await.unwrap();
        assert_eq!(says(&mut again, 8).await, Some(8));
    }

    #[tokio::test]
    async fn only_handshakes_of_sockets_are_blocked() {
        let network = Network::without_sockets(echo().await).await;
        for (request, passes) in [("GET /ws HTTP/1.1", false), ("GET /ways HTTP/1.1", true)] {
            let mut stream = TcpStream::connect(network.address()).await.unwrap();
            stream.write_all(request.as_bytes()).await.unwrap();
            assert_eq!(stream.read(&mut [0]).await.unwrap_or(0) > 0, passes, "{request}");
        }
    }

    #[tokio::test]
    async fn silence_holds_connections_and_carries_nothing() {
        let network = Network::to(echo().await).await;
        let mut stream = TcpStream::connect(network.address()).await.unwrap();
        assert_eq!(says(&mut stream, 7).await, Some(7));
        network.fall_silent();
        stream.write_all(&[8]).await.unwrap();
        network.restore();
        // The end comes without the echo of what was said into the silence.
        assert_eq!(stream.read(&mut [0]).await.unwrap_or(0), 0);
    }
}
