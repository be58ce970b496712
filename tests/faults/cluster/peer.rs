//! Another server under the same crowd, so that its figures stand beside ours in one run: a socket.io server whose events are
//! `join`, `publish` and `answer`, each with an acknowledgement, and whose rooms get `message`.
//!
//! `EXAMHALL_PEER` names its host and port, `EXAMHALL_PEER_SECRET` the secret that its tokens (HS256) are signed with. It keeps
//! less than an exam does: no clock, no order of events, no log; an answer is one row. Everything is measured as it is of ours:
//! the same number of sockets over as many instances, each writing at the same pace from a moment of its own, the announcements
//! as far apart, arrivals by the kernel's clock.

use crate::arrival::Stamped;
use crate::instant::{between, now_us};
use crate::percentiles::Durations;
use futures_util::{SinkExt, StreamExt};
use jsonwebtoken::{EncodingKey, Header};
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::sync::{Barrier, Semaphore};
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;

const ROOM: &str = "hall";
/// Everybody has saved so often when the announcements begin: they meet people who write.
const SAVED: usize = 4;

/// How the crowd behaves.
#[derive(Clone, Copy)]
pub struct Crowd {
    pub students: usize,
    /// What each of them saves at least.
    pub answers: usize,
    /// Between two answers of one student.
    pub pace: Duration,
    /// What everybody is told while they write.
    pub announcements: usize,
    /// Between two of these.
    pub announced_every: Duration,
}

/// What the crowd measured.
#[derive(Default)]
struct Figures {
    /// From asking for the first event to its arrival.
    start: Durations,
    ack: Durations,
    /// From asking for a later event to its arrival.
    broadcast: Durations,
}

/// Whether there is such a server, and what it does.
async fn measured(crowd: Crowd) -> Option<Figures> {
    let address = std::env::var("EXAMHALL_PEER").ok()?;
    let secret = std::env::var("EXAMHALL_PEER_SECRET").expect("EXAMHALL_PEER needs EXAMHALL_PEER_SECRET");
    let seated = Arc::new(Barrier::new(crowd.students + 1));
    let writing = Arc::new(Semaphore::new(0));
    let mut students = JoinSet::new();
    for number in 0..crowd.students {
        let mut line = Line::open(&address, &secret, &format!("u{number}")).await;
        line.ask(&json!(["join", ROOM])).await;
        students.spawn(sit(line, crowd, number, seated.clone(), writing.clone()));
    }
    seated.wait().await;
    let mut desk = Line::open(&address, &secret, "desk").await;
    desk.publish(0).await;
    writing.acquire_many(crowd.students as u32).await.unwrap().forget();
    let mut turns = interval(crowd.announced_every);
    for number in 1..=crowd.announcements {
        turns.tick().await;
        desk.publish(number).await;
    }
    let mut figures = Figures::default();
    while let Some(student) = students.join_next().await {
        let own = student.unwrap();
        figures.start.append(own.start);
        figures.ack.append(own.ack);
        figures.broadcast.append(own.broadcast);
    }
    Some(figures)
}

/// Puts its figures beside ours, where there is such a server.
pub async fn beside(when: &str, crowd: Crowd, ours: &[(&str, Durations)]) {
    let Some(theirs) = measured(crowd).await else { return };
    for (what, ours) in ours {
        let theirs = match *what {
            "start" => theirs.start.spread(),
            "ack" => theirs.ack.clone(),
            _ => theirs.broadcast.clone(),
        };
        let ratio = |share| ours.percentile(share).as_secs_f64() / theirs.percentile(share).as_secs_f64();
        figure!("{what:10} peer{when} {theirs}; ours are {:.2} of its p50, {:.2} of its p99", ratio(0.5), ratio(0.99));
    }
}

/// Saves at the own pace and hears everything, until there is enough of both.
async fn sit(mut line: Line, crowd: Crowd, number: usize, seated: Arc<Barrier>, writing: Arc<Semaphore>) -> Figures {
    seated.wait().await;
    let (mut figures, mut asked) = (Figures::default(), None);
    let mut saves = interval(crowd.pace);
    saves.set_missed_tick_behavior(MissedTickBehavior::Delay);
    while figures.ack.count() < crowd.answers || figures.broadcast.count() < crowd.announcements {
        let has_begun = figures.start.count() > 0;
        tokio::select! {
            heard = line.hear() => match heard {
                Heard::Ack => {
                    figures.ack.add(asked.take().map(|at_us| between(at_us, line.arrived_us())).unwrap());
                    writing.add_permits(usize::from(figures.ack.count() == SAVED));
                }
                Heard::Event(text) => {
                    let (event, at_us) = text.split_once('|').unwrap();
                    let passed = between(at_us.parse().unwrap(), line.arrived_us());
                    if event == "0" {
                        figures.start.add(passed);
                        saves.reset_after(rand::random_range(Duration::ZERO..crowd.pace));
                    } else {
                        figures.broadcast.add(passed);
                    }
                }
            },
            _ = saves.tick(), if has_begun && asked.is_none() => {
                let question = figures.ack.count();
                asked = Some(now_us());
                line.send(&json!(["answer", { "exam": "e1", "q": question, "value": format!("{number} {question}") }])).await;
            }
        }
    }
    figures
}

enum Heard {
    Ack,
    Event(String),
}

/// One connection: packets of Engine.IO 4 and Socket.IO 5 over a WebSocket.
struct Line {
    socket: WebSocketStream<Stamped>,
    sent: u64,
}

impl Line {
    async fn open(address: &str, secret: &str, person: &str) -> Self {
        let url = format!("ws://{address}/socket.io/?EIO=4&transport=websocket");
        let tcp = TcpStream::connect(address).await.unwrap();
        tcp.set_nodelay(true).unwrap();
        let (socket, _) = tokio_tungstenite::client_async(url, Stamped::of_a_crowd(tcp)).await.unwrap();
        let mut line = Self { socket, sent: 0 };
        assert!(line.packet().await.starts_with('0'), "no handshake");
        let claims = json!({ "sub": person, "exp": 4_102_444_800_u64 });
        let token =
            jsonwebtoken::encode(&Header::default(), &claims, &EncodingKey::from_secret(secret.as_bytes())).unwrap();
        line.write(format!("40{}", json!({ "token": token }))).await;
        let welcome = line.packet().await;
        assert!(welcome.starts_with("40"), "not let in: {welcome}");
        line
    }

    /// Tells the room this number and the time.
    async fn publish(&mut self, number: usize) {
        self.ask(&json!(["publish", ROOM, { "text": format!("{number}|{}", now_us()) }])).await;
    }

    /// When what was heard last arrived.
    fn arrived_us(&self) -> i64 {
        self.socket.get_ref().arrived_us()
    }

    /// Sends an event and waits for its acknowledgement.
    async fn ask(&mut self, event: &serde_json::Value) {
        self.send(event).await;
        while !matches!(self.hear().await, Heard::Ack) {}
    }

    async fn send(&mut self, event: &serde_json::Value) {
        self.sent += 1;
        self.write(format!("42{}{event}", self.sent)).await;
    }

    async fn hear(&mut self) -> Heard {
        let packet = self.packet().await;
        if let Some(ack) = packet.strip_prefix("43") {
            assert!(!ack.contains("error"), "refused: {ack}");
            return Heard::Ack;
        }
        let event: serde_json::Value = serde_json::from_str(packet.strip_prefix("42").unwrap()).unwrap();
        Heard::Event(event[1]["text"].as_str().unwrap().to_owned())
    }

    /// The next packet that is no heartbeat.
    async fn packet(&mut self) -> String {
        loop {
            let packet = self.socket.next().await.unwrap().unwrap().into_text().unwrap();
            if packet.as_str() != "2" {
                return packet.to_string();
            }
            self.write("3".to_owned()).await;
        }
    }

    async fn write(&mut self, packet: String) {
        self.socket.send(Message::text(packet)).await.unwrap();
    }
}
