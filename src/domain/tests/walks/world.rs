//! One room and one attempt with what is stored of them: the journal, the log and the attempt's deadline. The two
//! states in memory are a cache that a restart throws away.

use crate::oracle::{Device, GRACE, LIMIT, QUESTIONS, WINDOW};
use examhall_domain::id::{AttemptId, DeviceId, QuestionId, SaveId};
use examhall_domain::rooms::attempt;
use examhall_domain::rooms::deadline;
use examhall_domain::rooms::room::{self, Applied};
use examhall_domain::rooms::{
    Allowance, AttemptCommand, AttemptRejection, AttemptState, LogKind, LogRow, Outcome, RoomCommand, RoomEvent,
    RoomRejection, RoomState, Salt, SaveBody, chain,
};
use examhall_domain::time::{Span, Timestamp};
use serde_json::value::RawValue;
use std::collections::BTreeSet;
use std::sync::Arc;
use uuid::Uuid;

const PAPER: [u8; 32] = [7; 32];

#[derive(Clone)]
pub struct World {
    pub now: Timestamp,
    pub room: RoomState,
    pub attempt: AttemptState,
    journal: Vec<Arc<(Timestamp, RoomEvent)>>,
    pub rows: Vec<Arc<LogRow>>,
    stored_deadline: Option<Timestamp>,
}

impl World {
    pub fn scheduled() -> Self {
        Self {
            now: Timestamp(0),
            room: empty_room(),
            attempt: empty_attempt(),
            journal: Vec::new(),
            rows: Vec::new(),
            stored_deadline: None,
        }
    }

    /// Decides, stores and applies a command to the room, and moves the stored deadline as the service does.
    pub fn command_room(&mut self, command: RoomCommand) -> Result<(), RoomRejection> {
        let event = room::step(&self.room, command, self.now)?;
        let seq = self.room.version + 1;
        assert_eq!(room::apply(&mut self.room, seq, self.now, &event), Applied::Next);
        if let Some(closes_at) = self.attempt.closes_at() {
            self.move_deadline(deadline::moved(closes_at, &event, self.now));
        }
        self.journal.push(Arc::new((self.now, event)));
        Ok(())
    }

    /// What the attempt answers, without storing it.
    pub fn ask(&self, command: AttemptCommand) -> Result<Outcome, AttemptRejection> {
        let mut salt = [0; 16];
        salt[..8].copy_from_slice(&self.attempt.last_seq.to_be_bytes());
        let view = self.room.view(Span(GRACE));
        attempt::step(&self.attempt, command, &view, Salt(salt), self.now)
    }

    /// Decides, stores and applies a command to the attempt.
    pub fn command_attempt(&mut self, command: AttemptCommand) -> Result<Outcome, AttemptRejection> {
        let outcome = self.ask(command)?;
        match &outcome {
            Outcome::Append(row) => {
                attempt::apply(&mut self.attempt, row).unwrap();
                self.stored_deadline = self.attempt.closes_at();
                self.rows.push(Arc::new(row.clone()));
            }
            Outcome::Moved { closes_at } => self.move_deadline(*closes_at),
            Outcome::Repeat(_) | Outcome::Unchanged => {}
        }
        Ok(outcome)
    }

    pub fn opening(&self, device: Option<Device>) -> AttemptCommand {
        let allowance = Allowance { limit: Span(LIMIT), extra: Span::ZERO };
        AttemptCommand::Open {
            device: device.map(device_id),
            closes_at: deadline::opening(&self.room, allowance, self.now),
        }
    }

    /// Throws the memory away and reads what is stored.
    pub fn restart(&mut self) {
        let mut room = empty_room();
        for (seq, entry) in (1..).zip(&self.journal) {
            let (at, event) = &**entry;
            let stored = RoomEvent::from_journal(event.kind(), event.body()).unwrap();
            assert_eq!(room::apply(&mut room, seq, *at, &stored), Applied::Next);
            assert_eq!(room::apply(&mut room, seq, *at, &stored), Applied::Known);
        }
        assert_eq!(room, self.room, "the journal tells another room");
        let rows = self.rows.iter().map(|row| &**row);
        let mut attempt = attempt::replay(attempt_id(), &PAPER, questions(), rows).unwrap();
        if let Some(closes_at) = self.stored_deadline {
            attempt = attempt.with_deadline(closes_at);
        }
        assert_eq!(attempt, self.attempt, "the log tells another attempt");
        self.room = room;
        self.attempt = attempt;
    }

    /// What must hold of the stored rows whatever happened.
    pub fn check_rows(&self) {
        let mut head = chain::start(attempt_id(), &PAPER);
        for (last_seq, row) in (0..).zip(&self.rows) {
            head = chain::follow(head, last_seq, row).unwrap();
        }
        assert_eq!(head, self.attempt.head);
        let opened = self.rows.iter().filter(|row| row.kind == LogKind::Opened);
        assert!(opened.count() <= 1, "opened twice");
        let closed = self.rows.iter().position(|row| row.kind == LogKind::Closed);
        assert!(closed.is_none_or(|place| place + 1 == self.rows.len()), "something was stored after the closing");
    }

    fn move_deadline(&mut self, closes_at: Timestamp) {
        self.stored_deadline = Some(closes_at);
        self.attempt = self.attempt.clone().with_deadline(closes_at);
    }
}

pub fn save_command(device: Device, question: u8, revision: i64, save_id: SaveId, at: i64) -> AttemptCommand {
    let response = RawValue::from_string(format!(r#"{{"number":{revision}}}"#)).unwrap();
    AttemptCommand::Save {
        device: device_id(device),
        save_id,
        body: SaveBody::compose(question_id(question), revision, &response).unwrap(),
        received_at: Timestamp(at),
    }
}

pub fn device_id(device: Device) -> DeviceId {
    match device {
        Device::Laptop => DeviceId(Uuid::from_u128(1)),
        Device::Phone => DeviceId(Uuid::from_u128(2)),
    }
}

fn question_id(question: u8) -> QuestionId {
    QuestionId(Uuid::from_u128(100 + u128::from(question)))
}

fn questions() -> BTreeSet<QuestionId> {
    (0..QUESTIONS).map(question_id).collect()
}

fn attempt_id() -> AttemptId {
    AttemptId(Uuid::from_u128(42))
}

fn empty_room() -> RoomState {
    RoomState::scheduled(Timestamp(0), Timestamp(WINDOW))
}

fn empty_attempt() -> AttemptState {
    AttemptState::prepared(attempt_id(), &PAPER, questions())
}
