//! Clients that stop reading, and clients that send without stopping.

use crate::desk::Desk;
use crate::school::Person;
use crate::socket::{Lost, Socket};
use futures_util::future::join_all;
use serde_json::json;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use uuid::Uuid;

/// Clients that stop reading.
pub const STALLED: usize = 500;
/// Sockets that one account may have.
pub const SOCKETS_EACH: usize = 8;
/// Long announcements that are sent to clients that do not read: more than may wait for any of them.
const ANNOUNCEMENTS: usize = 120;
const ANNOUNCEMENT_CHARS: usize = 2_000;
const ANNOUNCED_EVERY: Duration = Duration::from_millis(100);
/// Clients that flood, and how much each sends if it is let.
const FLOODERS: usize = 20;
/// Each comes this often, one time after the other.
const COMES: usize = 5;
const FLOOD_BYTES: usize = 4 * 1024 * 1024;
const ENDED_WITHIN: Duration = Duration::from_secs(30);
/// What a masked frame is masked with: nothing.
const MASK: [u8; 4] = [0; 4];

/// Hundreds of clients in the room whose kernels take little ahead of them.
pub async fn take_seats(address: SocketAddr, room: Uuid, people: &[Person]) -> Vec<Socket> {
    let seats = people.iter().flat_map(|person| std::iter::repeat_n(person, SOCKETS_EACH)).take(STALLED);
    let mut seated = Vec::with_capacity(STALLED);
    for person in seats {
        let mut socket = Socket::open_narrow(address, &person.token).await.unwrap();
        let joined = socket.ask("join", &json!({ "room": room, "device": Uuid::now_v7() })).await.unwrap();
        assert!(joined.is_ok(), "{joined:?}");
        seated.push(socket);
    }
    seated
}

/// None of them ever reads again while the room is talked to; the server ends them all.
pub async fn stall(mut stalled: Vec<Socket>, desk: &mut Desk) {
    let mut pace = tokio::time::interval(ANNOUNCED_EVERY);
    for number in 0..ANNOUNCEMENTS {
        pace.tick().await;
        desk.announce(&format!("{number:-<ANNOUNCEMENT_CHARS$}")).await;
    }
    let ends = join_all(stalled.iter_mut().map(ended)).await;
    // Who stalled entirely sees the connection break; who still had room in its buffers is told why.
    for end in ends {
        let is_told = matches!(&end, Lost::Closed { code: 4003, .. });
        assert!(is_told || end == Lost::Broken, "{end:?}");
    }
}

/// What is sent without stopping.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flood {
    /// A header that promises 2^40 bytes, and some of them: refused as it passes.
    EndlessFrames,
    /// Empty texts, one after the other.
    TinyFrames,
    /// Pings, one after the other, whose answers nobody reads.
    Pings,
}

impl Flood {
    pub const ALL: [Self; 3] = [Self::EndlessFrames, Self::TinyFrames, Self::Pings];

    /// Every flooder sends it, again and again.
    pub async fn send(self, address: SocketAddr, people: &[Person]) {
        let bytes = self.bytes();
        let flooders = people.iter().cycle().take(FLOODERS).map(|person| async {
            for _ in 0..COMES {
                let mut socket = Socket::open(address, &person.token).await.unwrap();
                // The server takes no more, or closes, or resets: all of it ends the flood.
                let sent = tokio::time::timeout(ENDED_WITHIN, socket.raw().write_all(&bytes)).await;
                assert!(sent.is_ok(), "the server neither takes the flood nor ends it");
                let end = ended(&mut socket).await;
                let is_told = matches!(&end, Lost::Closed { code, .. } if *code == self.code());
                assert!(is_told || end == Lost::Broken, "{end:?}");
            }
        });
        join_all(flooders).await;
    }

    fn bytes(self) -> Vec<u8> {
        match self {
            Self::EndlessFrames => {
                let header = [&[0x81, 0xFF][..], &(1_u64 << 40).to_be_bytes(), &MASK].concat();
                [header, vec![b' '; FLOOD_BYTES]].concat()
            }
            Self::TinyFrames => repeated(&[&[0x81, 0x80][..], &MASK].concat()),
            Self::Pings => repeated(&[&[0x89, 0x80 | 100][..], &MASK, &[7; 100]].concat()),
        }
    }

    /// What the flooder is closed with.
    fn code(self) -> u16 {
        match self {
            Self::EndlessFrames => 4002,
            Self::TinyFrames | Self::Pings => 4004,
        }
    }
}

fn repeated(frame: &[u8]) -> Vec<u8> {
    frame.repeat(FLOOD_BYTES / frame.len())
}

async fn ended(socket: &mut Socket) -> Lost {
    tokio::time::timeout(ENDED_WITHIN, socket.end()).await.expect("the server does not end the connection")
}
