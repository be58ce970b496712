//! The machines and the oracle side by side: each letter is played on both, and they must say the same.

use crate::oracle::{Device, GRACE, Oracle, Pending, Phase, Revision, SECOND, Verdict};
use crate::world::{World, device_id, save_command};
use examhall_domain::id::SaveId;
use examhall_domain::rooms::{
    Announcement, AttemptCommand, AttemptPhase, AttemptRejection, Deadline, Outcome, Reason, RoomCommand, RoomPhase,
    deadline,
};
use examhall_domain::time::{Span, Timestamp};
use uuid::Uuid;

/// Something that can happen.
#[derive(Clone, Copy, Debug)]
pub enum Letter {
    Wait {
        microseconds: i64,
    },
    Start,
    Open {
        device: Option<Device>,
    },
    Pause,
    Resume,
    ExtendAll {
        seconds: i64,
    },
    ExtendOne {
        seconds: i64,
    },
    Announce,
    End,
    /// An answer is received and committed at once.
    Save(Save),
    SaveByTheHolder,
    /// An answer is received and waits for its batch.
    Receive(Save),
    /// The batch is committed.
    Commit,
    TakeOver {
        device: Device,
    },
    TakeOverByTheOther,
    Submit {
        device: Device,
    },
    SubmitByTheHolder,
    /// Time passes to the next instant at which something changes: the deadline, the last moment of the grace, the
    /// moment after. The closing is tried then, as the due job does.
    Deadline,
    Close,
    Restart,
}

#[derive(Clone, Copy, Debug)]
pub struct Save {
    pub device: Device,
    pub question: u8,
    pub revision: Revision,
}

#[derive(Clone)]
pub struct Game {
    world: World,
    oracle: Oracle,
    names: u128,
}

impl Game {
    pub fn scheduled() -> Self {
        Self { world: World::scheduled(), oracle: Oracle::new(), names: 0 }
    }

    /// A running room in which the laptop has opened the paper.
    pub fn opened() -> Self {
        let mut game = Self::scheduled();
        game.play(Letter::Start);
        game.play(Letter::Open { device: Some(Device::Laptop) });
        game.check();
        game
    }

    pub fn play(&mut self, letter: Letter) {
        if !matches!(letter, Letter::Deadline) {
            self.pass(SECOND);
        }
        match letter {
            Letter::Wait { microseconds } => self.pass(microseconds),
            Letter::Start | Letter::Pause | Letter::Resume | Letter::ExtendAll { .. } => {
                self.play_room(letter);
            }
            Letter::Announce | Letter::End => self.play_room(letter),
            Letter::Open { device } => {
                let expected = self.oracle.open(device);
                self.attempt(self.world.opening(device), expected);
            }
            Letter::ExtendOne { seconds } => {
                let expected = self.oracle.extend_one(seconds * SECOND);
                let by = Span::from_secs(seconds);
                self.attempt(AttemptCommand::Extend { by }, expected);
            }
            Letter::Save(save) => self.save(save),
            Letter::SaveByTheHolder => self.save(self.next_by(self.writer())),
            Letter::Receive(save) => self.receive(save),
            Letter::Commit => self.commit(),
            Letter::TakeOver { device } => self.take_over(device),
            Letter::TakeOverByTheOther => self.take_over(self.writer().other()),
            Letter::Submit { device } => self.submit(device),
            Letter::SubmitByTheHolder => self.submit(self.writer()),
            Letter::Deadline => {
                self.pass(self.until_something_changes());
                self.close();
            }
            Letter::Close => self.close(),
            Letter::Restart => self.world.restart(),
        }
    }

    /// Compares everything that both know.
    pub fn check(&self) {
        let attempt = &self.world.attempt;
        assert_eq!(attempt.device, self.oracle.holder.map(device_id));
        assert_eq!(attempt.saves.len(), self.oracle.acks.len());
        match (attempt.phase, self.oracle.closed, self.oracle.left) {
            (AttemptPhase::Prepared, None, None) => {}
            (AttemptPhase::Open { closes_at, .. }, None, Some(left)) => self.check_deadline(closes_at, left),
            (AttemptPhase::Closed { reason, .. }, Some(expected), Some(_)) => {
                assert_eq!(reason.name(), expected);
            }
            (phase, closed, left) => panic!("{phase:?}, but closed {closed:?} and left {left:?}"),
        }
        let room = match self.world.room.phase {
            RoomPhase::Lobby => Phase::Lobby,
            RoomPhase::Running => Phase::Running,
            RoomPhase::Paused { .. } => Phase::Paused,
            RoomPhase::Ended { .. } => Phase::Ended,
        };
        assert_eq!(room, self.oracle.phase);
    }

    /// What must hold of everything that was stored on the way; rows are only ever added, so once at the end is enough.
    pub fn check_rows(&self) {
        self.world.check_rows();
    }

    /// Asks, without storing anything, what each device's answer, a repeat of each stored answer and a closing would
    /// come to right now.
    pub fn probe(&self) {
        for device in [Device::Laptop, Device::Phone] {
            let save = self.received(self.next_by(device), SaveId(Uuid::from_u128(u128::MAX)));
            let expected = self.oracle.save(&save, self.oracle.phase == Phase::Paused);
            assert_eq!(verdict(&self.world.ask(command(&save))), expected);
            for (save_id, ack) in &self.oracle.acks {
                let repeat = Pending { save_id: *save_id, revision: ack.revision, ..save.clone() };
                self.probe_repeat(&repeat);
            }
        }
        let expected = self.oracle.clone().close();
        assert_eq!(verdict(&self.world.ask(AttemptCommand::Close)), expected);
    }

    fn probe_repeat(&self, repeat: &Pending) {
        let ack = self.oracle.acks[&repeat.save_id];
        let body = save_command(repeat.device, repeat.question, repeat.revision, repeat.save_id, 0);
        if let AttemptCommand::Save { body, .. } = &body
            && body.question() != ack.question
        {
            let answer = self.world.ask(command(repeat));
            assert_eq!(answer, Err(AttemptRejection::SaveIdReused));
            return;
        }
        assert_eq!(self.world.ask(command(repeat)), Ok(Outcome::Repeat(ack)));
    }

    fn check_deadline(&self, closes_at: Timestamp, left: i64) {
        let view = self.world.room.view(Span(GRACE));
        let actual = match deadline::deadline(closes_at, &view) {
            Deadline::Runs { closes_at } => closes_at - self.world.now,
            Deadline::Frozen { remaining, .. } => remaining,
        };
        assert_eq!(actual, Span(left), "time left");
    }

    fn pass(&mut self, time: i64) {
        self.world.now = self.world.now + Span(time);
        self.oracle.pass(time);
    }

    fn until_something_changes(&self) -> i64 {
        match (self.oracle.phase, self.oracle.left) {
            (Phase::Paused, _) | (_, None) => 10 * SECOND,
            (_, Some(left)) if left > 0 => left,
            (_, Some(left)) if left > -GRACE => left + GRACE,
            (_, Some(_)) => 1,
        }
    }

    fn play_room(&mut self, letter: Letter) {
        let reason = Reason::parse("").unwrap();
        let (command, legal) = match letter {
            Letter::Start => (RoomCommand::Start, self.oracle.start()),
            Letter::Pause => (RoomCommand::Pause { reason }, self.oracle.pause()),
            Letter::Resume => (RoomCommand::Resume, self.oracle.resume()),
            Letter::ExtendAll { seconds } => {
                let by = Span::from_secs(seconds);
                let legal = self.oracle.extend_all(seconds * SECOND);
                (RoomCommand::ExtendAll { by, reason }, legal)
            }
            Letter::Announce => {
                let text = Announcement::parse("ten minutes left").unwrap();
                (RoomCommand::Announce { text }, self.oracle.phase != Phase::Ended)
            }
            Letter::End => (RoomCommand::End { reason }, self.oracle.end(self.world.now.0)),
            other => panic!("{other:?} is no command to a room"),
        };
        let taken = self.world.command_room(command);
        assert_eq!(taken.is_ok(), legal, "{letter:?}: {taken:?}");
    }

    fn attempt(&mut self, command: AttemptCommand, expected: Verdict) {
        let answer = self.world.command_attempt(command);
        assert_eq!(verdict(&answer), expected, "{answer:?}");
    }

    /// Who holds the pen; the laptop if nobody does yet.
    fn writer(&self) -> Device {
        self.oracle.holder.unwrap_or(Device::Laptop)
    }

    fn next_by(&self, device: Device) -> Save {
        Save { device, question: 0, revision: Revision::Next }
    }

    fn received(&self, save: Save, save_id: SaveId) -> Pending {
        Pending {
            device: save.device,
            question: save.question,
            revision: self.oracle.revision(save.question, save.revision),
            save_id,
            received_at: self.world.now.0,
            slack: self.oracle.left.unwrap_or(0),
        }
    }

    fn new_name(&mut self) -> SaveId {
        self.names += 1;
        SaveId(Uuid::from_u128(self.names))
    }

    fn save(&mut self, save: Save) {
        let name = self.new_name();
        let save = self.received(save, name);
        self.store(&save, self.oracle.phase == Phase::Paused);
    }

    /// What is received in a pause is refused at once; the rest waits, one at a time.
    fn receive(&mut self, save: Save) {
        let open = self.oracle.left.is_some() && self.oracle.closed.is_none();
        if open && self.oracle.phase != Phase::Paused {
            let name = self.new_name();
            self.oracle.pending = Some(self.received(save, name));
        }
    }

    fn commit(&mut self) {
        if let Some(save) = self.oracle.pending.take() {
            self.store(&save, false);
        }
    }

    fn store(&mut self, save: &Pending, received_in_pause: bool) {
        let expected = self.oracle.save(save, received_in_pause);
        let answer = self.world.command_attempt(command(save));
        assert_eq!(verdict(&answer), expected, "{save:?}");
        if let Ok(Outcome::Append(row)) = answer {
            assert_eq!(row.at.0, save.received_at);
            let ack = self.world.attempt.saves[&save.save_id];
            assert_eq!((ack.seq, ack.revision, ack.chain), (row.seq, save.revision, row.chain));
            self.oracle.saved(save, ack);
        }
    }

    fn take_over(&mut self, device: Device) {
        let expected = self.oracle.take_over(device);
        let device = device_id(device);
        self.attempt(AttemptCommand::TakeOver { device }, expected);
    }

    fn submit(&mut self, device: Device) {
        let expected = self.oracle.submit(device);
        let device = device_id(device);
        self.attempt(AttemptCommand::Submit { device }, expected);
    }

    fn close(&mut self) {
        let expected = self.oracle.close();
        self.attempt(AttemptCommand::Close, expected);
    }
}

fn command(save: &Pending) -> AttemptCommand {
    save_command(save.device, save.question, save.revision, save.save_id, save.received_at)
}

fn verdict(answer: &Result<Outcome, AttemptRejection>) -> Verdict {
    match answer {
        Ok(Outcome::Append(row)) => Verdict::Append { late: row.late },
        Ok(Outcome::Repeat(_)) => Verdict::Repeat,
        Ok(Outcome::Moved { .. }) => Verdict::Moved,
        Ok(Outcome::Unchanged) => Verdict::Unchanged,
        Err(rejection) => Verdict::Refused(match rejection {
            AttemptRejection::RoomNotStarted => "room not started",
            AttemptRejection::RoomEnded => "room ended",
            AttemptRejection::RoomPaused { .. } => "room paused",
            AttemptRejection::WindowOver => "window over",
            AttemptRejection::NotOpen => "not open",
            AttemptRejection::Closed { .. } => "closed",
            AttemptRejection::DeviceBusy { .. } => "device busy",
            AttemptRejection::Fenced { .. } => "fenced",
            AttemptRejection::TooLate { .. } => "too late",
            AttemptRejection::UnknownQuestion => "unknown question",
            AttemptRejection::Conflict { .. } => "conflict",
            AttemptRejection::Stale { .. } => "stale",
            AttemptRejection::SaveIdReused => "save id reused",
            AttemptRejection::NotDue { .. } => "not due",
            AttemptRejection::ExtensionOutOfRange => "extension out of range",
        }),
    }
}
