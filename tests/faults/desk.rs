//! The proctor's desk: commands to the room, with a book of those that the server confirmed.

use super::api::Api;
use super::instant::{between, instant_us, now_us};
use super::percentiles::Durations;
use super::socket::{Heard, Socket};
use super::student::Student;
use rand::RngExt;
use rand::rngs::ChaCha8Rng;
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::sync::watch;
use uuid::Uuid;

/// Between two announcements of a talkative proctor.
const TALK_EVERY: Duration = Duration::from_millis(400);

/// The desk of one room.
pub struct Desk {
    api: Api,
    room: Uuid,
    /// Versions of the room with the event that was confirmed under each, and what it said or gave.
    pub confirmed: Vec<(i64, &'static str, Value)>,
    /// When each of those was asked for, by the version.
    pub asked_at_us: BTreeMap<i64, i64>,
    /// Announcements of which nobody knows whether they were made: the server died.
    pub unknown: Vec<String>,
    /// The proctor's own place in the room.
    socket: Option<Socket>,
}

impl Desk {
    pub fn new(api: &Api, room: Uuid) -> Self {
        Self {
            api: api.clone(),
            room,
            confirmed: Vec::new(),
            asked_at_us: BTreeMap::new(),
            unknown: Vec::new(),
            socket: None,
        }
    }

    /// Starts the room.
    pub async fn start(&mut self) {
        self.command("start", "room.started", json!({}), Value::Null).await;
    }

    pub async fn pause(&mut self) {
        self.command("pause", "room.paused", json!({ "reason": "fire alarm" }), Value::Null).await;
    }

    pub async fn resume(&mut self) {
        self.command("resume", "room.resumed", json!({}), Value::Null).await;
    }

    /// Ends the room for everybody.
    pub async fn end(&mut self) {
        self.command("end", "room.ended", json!({ "reason": "" }), Value::Null).await;
    }

    /// Says something to everybody.
    pub async fn announce(&mut self, text: &str) {
        self.command("announce", "room.announced", json!({ "text": text }), json!(text)).await;
    }

    /// Comes into the room; only what [`Self::say`] says goes this way.
    pub async fn enter(&mut self, address: SocketAddr) {
        let mut socket = Socket::open(address, self.api.token()).await.unwrap();
        let joined = socket.request("join", &json!({ "room": self.room, "device": Uuid::now_v7() })).await.unwrap();
        answer(&mut socket, joined).await;
        self.socket = Some(socket);
    }

    /// Says something to everybody over the socket, as a program does that has one open.
    pub async fn say(&mut self, text: &str) {
        let socket = self.socket.as_mut().expect("the proctor has come in");
        let asked_at_us = now_us();
        let asked = socket.request("proctor.announce", &json!({ "text": text })).await.unwrap();
        let room = answer(socket, asked).await;
        let version = room["version"].as_i64().unwrap();
        self.confirmed.push((version, "room.announced", json!(text)));
        self.asked_at_us.insert(version, asked_at_us);
    }

    /// Gives everybody so many seconds more.
    pub async fn extend(&mut self, by_s: i64) {
        let body = json!({ "by_s": by_s, "reason": "" });
        self.command("extend", "room.extended", body, json!(by_s * 1_000_000)).await;
    }

    /// Extends the window so that at least this much is left of it.
    pub async fn keep_open(&mut self, wanted: Duration) {
        let room = self.api.get(&format!("/api/rooms/{}", self.room)).await;
        let closes_at = instant_us(&room["room"]["window_closes_at"]).unwrap();
        let missing_us = wanted.as_micros() as i64 - (closes_at - now_us());
        if missing_us > 0 {
            self.extend(missing_us / 1_000_000 + 1).await;
        }
    }

    /// Announces, and now and then extends by a second, until told to stop; a dead server does not keep it from talking.
    pub async fn talk(mut self, mut rng: ChaCha8Rng, mut stop: watch::Receiver<bool>) -> Self {
        let mut ticks = tokio::time::interval(TALK_EVERY);
        for number in 1.. {
            tokio::select! {
                _ = ticks.tick() => {}
                _ = stop.wait_for(|stop| *stop) => break,
            }
            if rng.random_ratio(1, 10) {
                let body = json!({ "by_s": 1, "reason": "a noise outside" });
                self.try_command("extend", "room.extended", body, json!(1_000_000)).await;
            } else {
                let text = format!("Announcement {number}");
                if !self.try_command("announce", "room.announced", json!({ "text": text }), json!(text)).await {
                    self.unknown.push(text);
                }
            }
        }
        self
    }

    async fn command(&mut self, verb: &str, kind: &'static str, body: Value, said: Value) {
        let is_done = self.try_command(verb, kind, body, said).await;
        assert!(is_done, "the server did not answer the command to {verb}");
    }

    /// Whether the server confirmed the command.
    async fn try_command(&mut self, verb: &str, kind: &'static str, body: Value, said: Value) -> bool {
        let path = format!("/api/rooms/{}/{verb}", self.room);
        let asked_at_us = now_us();
        let Ok(answer) = self.api.send(Method::POST, &path, Some(&body)).await else { return false };
        assert_eq!(answer.status, 200, "{verb}: {}", answer.body);
        let version = answer.body["version"].as_i64().unwrap_or_else(|| panic!("no version in {}", answer.body));
        self.confirmed.push((version, kind, said));
        self.asked_at_us.insert(version, asked_at_us);
        true
    }
}

/// From asking for each of these events to its arrival at each student.
pub fn arrivals(crowd: &[Student], asked_at_us: &BTreeMap<i64, i64>) -> Durations {
    let mut arrivals = Durations::default();
    for event in crowd.iter().flat_map(|student| &student.room.events) {
        if let Some(at_us) = asked_at_us.get(&event.offset) {
            arrivals.add(between(*at_us, event.arrived_us));
        }
    }
    arrivals
}

/// The answer to a request; what else is said meanwhile is not for the desk.
async fn answer(socket: &mut Socket, asked: u64) -> Value {
    loop {
        match socket.hear().await.unwrap() {
            Heard::Answer { re, outcome } if re == asked => return outcome.unwrap(),
            Heard::Answer { outcome, .. } => panic!("an answer to nothing: {outcome:?}"),
            Heard::Event(_) => {}
        }
    }
}
