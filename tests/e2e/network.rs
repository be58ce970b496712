//! A person's network: everything between one browser and the server, sockets included, goes through here and can fail as
//! networks do.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use tokio::time::{Instant, interval_at};

/// How the request for a socket begins.
const HANDSHAKE: &[u8] = b"GET /ws";

/// How long bytes take to the other side of a slow network; the way back is as long.
const SLOW_ONE_WAY: Duration = Duration::from_millis(200);
/// One in so many pieces is lost there, which is 5 %.
const SLOW_LOST: usize = 20;
/// After this long it is sent once more, and what came behind it has waited.
const SLOW_SENT_AGAIN: Duration = Duration::from_secs(1);
/// Pieces on their way in one direction.
const PIECES_MAX: usize = 64;
const PIECE_BYTES: usize = 16 * 1024;

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

/// How fast bytes pass.
#[derive(Clone, Debug)]
enum Pace {
    AtOnce,
    /// Late, and some pieces later still; counts the pieces of the whole network.
    Slow(Arc<AtomicUsize>),
}

/// What this network is made of, whatever the weather.
#[derive(Clone, Debug)]
struct Line {
    server: SocketAddr,
    sockets: Sockets,
    pace: Pace,
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
        Self::over(Line { server, sockets: Sockets::Pass, pace: Pace::AtOnce }).await
    }

    /// A way on which somebody's equipment knows requests but no WebSockets.
    pub async fn without_sockets(server: SocketAddr) -> Self {
        Self::over(Line { server, sockets: Sockets::Blocked, pace: Pace::AtOnce }).await
    }

    /// A way that takes 400 ms there and back and loses 5 % of what is sent.
    pub async fn slow(server: SocketAddr) -> Self {
        Self::over(Line { server, sockets: Sockets::Pass, pace: Pace::Slow(Arc::default()) }).await
    }

    async fn over(line: Line) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (weather, seen) = watch::channel(Weather::Clear);
        let listening = tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                tokio::spawn(carry(near, line.clone(), seen.clone()));
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

async fn carry(mut near: TcpStream, line: Line, mut weather: watch::Receiver<Weather>) {
    if line.sockets == Sockets::Blocked && asks_for_a_socket(&near).await {
        return;
    }
    if *weather.borrow_and_update() == Weather::Clear {
        let Ok(mut far) = TcpStream::connect(line.server).await else { return };
        tokio::select! {
            biased;
            _ = weather.changed() => (),
            () = exchange(&mut near, &mut far, &line.pace) => return,
        }
        // The server learns of a cut at once and of silence not at all, until the browser gives up.
        stand(&mut near, &mut weather).await;
        let _ = far.shutdown().await;
    } else {
        stand(&mut near, &mut weather).await;
    }
}

/// Carries both directions until both are over.
async fn exchange(near: &mut TcpStream, far: &mut TcpStream, pace: &Pace) {
    let ((near_reads, near_writes), (far_reads, far_writes)) = (near.split(), far.split());
    tokio::join!(pass(near_reads, far_writes, pace), pass(far_reads, near_writes, pace));
}

/// Carries one direction. Time passes here because that is what a slow network is made of; nobody waits for it.
async fn pass(mut from: impl AsyncRead + Unpin, mut to: impl AsyncWrite + Unpin, pace: &Pace) {
    let (sender, mut under_way) = mpsc::channel::<(Instant, Vec<u8>)>(PIECES_MAX);
    let sending = async move {
        let mut arrives = Instant::now();
        loop {
            let mut piece = vec![0; PIECE_BYTES];
            let length = from.read(&mut piece).await.unwrap_or(0);
            piece.truncate(length);
            // In order: nothing overtakes a piece that has to be sent again.
            arrives = arrives.max(Instant::now() + pace.takes());
            if length == 0 || sender.send((arrives, piece)).await.is_err() {
                return;
            }
        }
    };
    let arriving = async {
        while let Some((at, piece)) = under_way.recv().await {
            if at > Instant::now() {
                interval_at(at, SLOW_ONE_WAY).tick().await;
            }
            if to.write_all(&piece).await.is_err() {
                return;
            }
        }
        // The other side may be gone already.
        let _ = to.shutdown().await;
    };
    tokio::join!(sending, arriving);
}

impl Pace {
    fn takes(&self) -> Duration {
        match self {
            Self::AtOnce => Duration::ZERO,
            Self::Slow(pieces) if pieces.fetch_add(1, Ordering::Relaxed) % SLOW_LOST == SLOW_LOST - 1 => {
                SLOW_ONE_WAY + SLOW_SENT_AGAIN
            }
            Self::Slow(_) => SLOW_ONE_WAY,
        }
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
        for (request, passes) in
            [("GET /ws HTTP/1.1", false), ("GET /ws?room=1 HTTP/1.1", false), ("GET /ways HTTP/1.1", true)]
        {
            let mut stream = TcpStream::connect(network.address()).await.unwrap();
            stream.write_all(request.as_bytes()).await.unwrap();
            assert_eq!(stream.read(&mut [0]).await.unwrap_or(0) > 0, passes, "{request}");
        }
    }

    #[tokio::test]
    async fn a_slow_network_brings_everything_late_and_in_order() {
        let network = Network::slow(echo().await).await;
        let mut stream = TcpStream::connect(network.address()).await.unwrap();
        let begun = Instant::now();
        assert_eq!(says(&mut stream, 0).await, Some(0));
        assert!(begun.elapsed() >= 2 * SLOW_ONE_WAY);
        let mut slowest = Duration::ZERO;
        for word in 1..=u8::try_from(SLOW_LOST).unwrap() {
            let said = Instant::now();
            assert_eq!(says(&mut stream, word).await, Some(word));
            slowest = slowest.max(said.elapsed());
        }
        assert!(slowest >= 2 * SLOW_ONE_WAY + SLOW_SENT_AGAIN, "nothing was lost: {slowest:?}");
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
