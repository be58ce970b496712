//! A student who writes without stopping, loses the server again and again, and comes back.

use super::api::Api;
use super::follower::Follower;
use super::instant::{between, instant_us, now_us, since};
use super::ledger::{Ack, Ledger};
use super::school::Person;
use super::socket::{Heard, Lost, Socket, slug};
use super::stage::Stage;
use super::tasks::{self, Task};
use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, interval, interval_at};
use uuid::Uuid;

/// Times between a lost connection and the next try, and after a server that said that it is too busy.
const RETURN_MS: Range<u64> = 20..300;
const RETURN_TO_BUSY_MS: Range<u64> = 500..2_000;

/// The close code of an instance that sends its people to another one.
const DRAINING: u16 = 1001;

/// One of the crowd.
pub struct Student {
    pub person: Person,
    pub attempt: Option<Uuid>,
    pub ledger: Ledger,
    pub room: Follower,
    /// When and why the server says that it closed the attempt.
    pub closed: Option<(i64, String)>,
    /// How often the server asked this student to come back to another instance.
    pub sent_away: usize,
    /// What no server should do.
    pub faults: Vec<String>,
    room_id: Uuid,
    device: Uuid,
    address: SocketAddr,
    api: Api,
    stage: Arc<Stage>,
    rng: ChaCha8Rng,
    sealed: Option<Value>,
    key: Option<String>,
    /// How long after the room's instant the key arrived; nothing once the paper is open.
    lag: Option<Duration>,
    tasks: Vec<Task>,
    result_ready: bool,
    asked: BTreeMap<u64, Asked>,
}

enum Asked {
    Save { save_id: Uuid, at_us: i64 },
    Open,
}

impl Student {
    /// Somebody enrolled, with a device and habits of their own that follow from the seed.
    pub fn new(person: Person, api: &Api, address: SocketAddr, room_id: Uuid, stage: Arc<Stage>, seed: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        Self {
            api: api.with_token(&person.token),
            person,
            attempt: None,
            ledger: Ledger::default(),
            room: Follower::default(),
            closed: None,
            sent_away: 0,
            faults: Vec::new(),
            room_id,
            device: uuid::Builder::from_random_bytes(rng.random()).into_uuid(),
            address,
            stage,
            rng,
            sealed: None,
            key: None,
            lag: None,
            tasks: Vec::new(),
            result_ready: false,
            asked: BTreeMap::new(),
        }
    }

    /// Sits the exam until the result is there, however often the server dies meanwhile.
    pub async fn sit(mut self) -> Self {
        loop {
            let return_ms = match self.attend().await {
                Ok(()) => {
                    self.unseal();
                    self.stage.tell(|progress| progress.finished += 1);
                    return self;
                }
                Err(Lost::Broken) => RETURN_MS,
                Err(Lost::Busy) => RETURN_TO_BUSY_MS,
                Err(Lost::Closed { code: DRAINING, reason }) => {
                    self.sent_away += 1;
                    window(&reason)
                }
                Err(lost) => {
                    self.faults.push(format!("the server sent this student away: {lost:?}"));
                    RETURN_MS
                }
            };
            self.asked.clear();
            let back = Duration::from_millis(self.rng.random_range(return_ms));
            interval_at(Instant::now() + back, back).tick().await;
        }
    }

    /// One connection, from joining to the end of it or of the exam.
    async fn attend(&mut self) -> Result<(), Lost> {
        let mut socket = Socket::open_in_a_crowd(self.address, &self.person.token).await?;
        self.join(&mut socket).await?;
        self.stage.tell(|progress| progress.present += 1);
        let lost = self.stay(&mut socket).await;
        self.stage.tell(|progress| progress.present -= 1);
        lost
    }

    async fn join(&mut self, socket: &mut Socket) -> Result<(), Lost> {
        let mut fields = json!({ "room": self.room_id, "device": self.device });
        if let Some(since) = self.room.since() {
            fields["since"] = since;
        }
        let asked = socket.request("join", &fields).await?;
        let mut early = Vec::new();
        let answer = loop {
            match socket.hear().await? {
                Heard::Answer { re, outcome: Ok(answer) } if re == asked => break answer,
                Heard::Answer { outcome: Err(problem), .. } if problem["status"] == 503 => {
                    self.stage.measure(|measured| measured.turned_away += 1);
                    return Err(Lost::Busy);
                }
                Heard::Answer { outcome, .. } => panic!("{} could not join: {outcome:?}", self.person.email),
                Heard::Event(event) => early.push((event, socket.arrived_us())),
            }
        };
        if self.room.joined_at.is_some() {
            let since = self.stage.since_kill().unwrap_or_default();
            self.stage.measure(|measured| measured.recovery.add(since));
        }
        self.room.joined(&answer, socket.arrived_us());
        self.take_attempt(&answer["state"]["attempt"]);
        for (event, arrived_us) in early {
            self.hear(&event, arrived_us);
        }
        self.supply().await?;
        if self.key.is_some() && answer["state"]["attempt"]["phase"] == "prepared" {
            let asked = socket.request("attempt.start", &json!({})).await?;
            self.asked.insert(asked, Asked::Open);
        }
        Ok(())
    }

    async fn stay(&mut self, socket: &mut Socket) -> Result<(), Lost> {
        let (mut turn, mut has_begun) = (interval(self.stage.pace()), self.has_paper());
        turn.reset_after(self.moment());
        while !(self.closed.is_some() && self.result_ready) {
            if !has_begun && self.has_paper() {
                // Each at a moment of its own: those who all begin at once would write at once until the end.
                has_begun = true;
                turn.reset_after(self.moment());
            }
            tokio::select! {
                heard = socket.hear() => match heard? {
                    Heard::Answer { re, outcome } => self.answered(re, outcome, socket.arrived_us()),
                    Heard::Event(event) => self.hear(&event, socket.arrived_us()),
                },
                _ = turn.tick(), if self.may_write() => {
                    turn.reset_after(self.stage.pace());
                    self.write(socket).await?;
                }
            }
        }
        Ok(())
    }

    /// Some part of the time between two answers.
    fn moment(&mut self) -> Duration {
        self.rng.random_range(Duration::ZERO..self.stage.pace())
    }

    /// The sealed paper, once; a server that dies meanwhile is asked again after the return.
    async fn supply(&mut self) -> Result<(), Lost> {
        let (None, Some(attempt)) = (&self.sealed, self.attempt) else { return Ok(()) };
        let path = format!("/api/attempts/{attempt}/paper");
        let answer = self.api.send(Method::GET, &path, None).await.map_err(|_| Lost::Broken)?;
        if answer.status != 200 {
            self.faults.push(format!("{path}: {} {}", answer.status, answer.body));
        }
        self.sealed = Some(answer.body);
        self.stage.tell(|progress| progress.supplied += 1);
        Ok(())
    }

    /// Whether there is a paper that can be opened.
    fn has_paper(&self) -> bool {
        self.key.is_some() && self.sealed.is_some()
    }

    fn may_write(&self) -> bool {
        self.has_paper() && self.closed.is_none() && !self.room.is_paused && self.asked.is_empty()
    }

    /// Sends the next save, and now and then the same one twice.
    async fn write(&mut self, socket: &mut Socket) -> Result<(), Lost> {
        self.unseal();
        if self.tasks.is_empty() {
            return Ok(());
        }
        let save = self.ledger.next(&self.tasks, &mut self.rng);
        let fields = json!({
            "question": save.question, "revision": save.revision, "save_id": save.save_id, "response": save.response,
        });
        for _ in 0..if self.rng.random_ratio(1, 8) { 2 } else { 1 } {
            let at_us = now_us();
            let asked = socket.request("answer.save", &fields).await?;
            self.asked.insert(asked, Asked::Save { save_id: save.save_id, at_us });
        }
        Ok(())
    }

    fn answered(&mut self, re: u64, outcome: Result<Value, Value>, arrived_us: i64) {
        match (self.asked.remove(&re), outcome) {
            (Some(Asked::Save { save_id, at_us }), Ok(ack)) => {
                self.acknowledged(save_id, between(at_us, arrived_us), ack);
            }
            (Some(Asked::Save { save_id, .. }), Err(problem)) => self.refused(save_id, &problem),
            (Some(Asked::Open), Ok(attempt)) => self.take_attempt(&attempt),
            (Some(Asked::Open), Err(problem)) => self.faults.push(format!("the paper was not opened: {problem}")),
            (None, outcome) => self.faults.push(format!("an answer to nothing: {outcome:?}")),
        }
    }

    fn acknowledged(&mut self, save_id: Uuid, took: Duration, ack: Value) {
        self.stage.measure(|measured| measured.ack.add(took));
        self.stage.tell(|progress| progress.acks += 1);
        let booked = serde_json::from_value::<Ack>(ack.clone()).map_err(|error| format!("{error}: {ack}"));
        let booked = booked.and_then(|ack| self.ledger.acknowledge(save_id, ack));
        self.faults.extend(booked.err());
    }

    /// What may pass is sent again; what is over is booked as refused.
    fn refused(&mut self, save_id: Uuid, problem: &Value) {
        match slug(problem) {
            "store-unavailable" => self.stage.tell(|progress| progress.told += 1),
            "room-paused" | "overloaded" => {}
            "answer-too-late" | "attempt-closed" => self.faults.extend(self.ledger.refuse(save_id).err()),
            _ => self.faults.push(format!("a save was refused: {problem}")),
        }
    }

    fn hear(&mut self, event: &Value, arrived_us: i64) {
        let data = &event["data"];
        match event["event"].as_str().unwrap_or_default() {
            // While doorbells may be missing a page looks for itself; this student sees all that it has to from its join.
            "room.members" | "events.missed" => {}
            kind if kind.starts_with("room.") => {
                if let Some(lag) = self.room.hear(event, arrived_us) {
                    self.stage.measure(|measured| measured.broadcast.add(lag));
                }
                if let Some(key) = data["key"].as_str() {
                    self.begin(key, instant_us(&event["at"]).unwrap_or_default(), arrived_us);
                }
                self.stage.tell(|progress| progress.events += 1);
            }
            "attempt.opened" => self.take_attempt(&data["attempt"]),
            "attempt.closed" => self.take_closing(data),
            "result.ready" => self.result_ready = true,
            _ => self.faults.push(format!("an unexpected event: {event}")),
        }
    }

    fn take_attempt(&mut self, attempt: &Value) {
        let Some(id) = attempt["id"].as_str() else {
            self.faults.push(format!("no attempt for an enrolled student: {attempt}"));
            return;
        };
        self.attempt = id.parse().ok();
        self.result_ready |= attempt["result_ready"] == true;
        self.room.note_attempt(attempt);
        self.take_closing(attempt);
        if let Some(key) = attempt["key"].as_str() {
            self.take_key(key);
        }
    }

    fn take_closing(&mut self, closing: &Value) {
        let (Some(at_us), Some(by)) = (instant_us(&closing["closed_at"]), closing["closed_by"].as_str()) else {
            return;
        };
        if self.closed.is_none() {
            self.stage.measure(|measured| measured.told.add(since(at_us)));
        }
        self.closed = Some((at_us, by.to_owned()));
    }

    /// The paper can be opened, and never before the room's instant.
    fn begin(&mut self, key: &str, started_at_us: i64, arrived_us: i64) {
        if arrived_us < started_at_us {
            self.faults.push("the paper could be read before the room had started".to_owned());
        }
        let lag = between(started_at_us, arrived_us);
        self.stage.measure(|measured| measured.start.add(lag));
        self.lag = Some(lag);
        self.take_key(key);
    }

    fn take_key(&mut self, key: &str) {
        self.key = Some(key.to_owned());
    }

    /// Opens the paper, once. Hundreds who share this machine and opened theirs when the key comes would make each other wait,
    /// and the server; so that each opens it at the first answer.
    fn unseal(&mut self) {
        if let (true, Some(sealed), Some(key)) = (self.tasks.is_empty(), &self.sealed, &self.key) {
            let since = Instant::now();
            match tasks::open(sealed, key) {
                Ok(tasks) => self.tasks = tasks,
                Err(fault) => self.faults.push(fault),
            }
            if let Some(lag) = self.lag.take() {
                self.stage.measure(|measured| measured.opened.add(lag + since.elapsed()));
            }
        }
    }
}

/// When a server that drains wants its people back.
fn window(reason: &str) -> Range<u64> {
    let reason: Value = serde_json::from_str(reason).unwrap_or_default();
    let bounds = reason["return_after_ms"].as_array().map(|bounds| [bounds[0].as_u64(), bounds[1].as_u64()]);
    match bounds {
        Some([Some(earliest), Some(latest)]) if earliest < latest => earliest..latest,
        _ => panic!("a server that drains does not say when to come back: {reason}"),
    }
}
