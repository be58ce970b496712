//! What should happen, told without the machines: a purse of time that runs down while the room is not paused, and
//! the name of the device that holds the pen.

use examhall_domain::id::SaveId;
use examhall_domain::rooms::SaveAck;
use std::collections::BTreeMap;

/// Microseconds.
pub const SECOND: i64 = 1_000_000;
/// From the window's opening to its end.
pub const WINDOW: i64 = 900 * SECOND;
/// What each person may write.
pub const LIMIT: i64 = 600 * SECOND;
/// How long after the deadline an answer counts.
pub const GRACE: i64 = 5 * SECOND;
/// The questions on the paper are 0 and 1.
pub const QUESTIONS: u8 = 2;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Device {
    Laptop,
    Phone,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Revision {
    Next,
    Skipping,
    Same,
    Earlier,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    Lobby,
    Running,
    Paused,
    Ended,
}

/// What a command should come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Append { late: bool },
    Repeat,
    Moved,
    Unchanged,
    Refused(&'static str),
}

/// An answer that was received and waits to be committed.
#[derive(Clone, Debug)]
pub struct Pending {
    pub device: Device,
    pub question: u8,
    pub revision: i64,
    pub save_id: SaveId,
    pub received_at: i64,
    /// How long before its deadline it was received, as extensions and pauses have moved that since.
    pub slack: i64,
}

#[derive(Clone, Debug)]
pub struct Oracle {
    pub phase: Phase,
    /// Time until the window closes; stands still in a pause.
    pub window: i64,
    /// Time until the deadline, once the paper is open; stands still in a pause.
    pub left: Option<i64>,
    /// How long the running pause has lasted.
    pub paused_for: i64,
    pub closed: Option<&'static str>,
    /// Whether the end came before the own deadline.
    pub cut_short: bool,
    pub holder: Option<Device>,
    pub revisions: BTreeMap<u8, i64>,
    pub acks: BTreeMap<SaveId, SaveAck>,
    pub pending: Option<Pending>,
}

impl Device {
    pub fn other(self) -> Self {
        match self {
            Self::Laptop => Self::Phone,
            Self::Phone => Self::Laptop,
        }
    }
}

impl Oracle {
    pub fn new() -> Self {
        Self {
            phase: Phase::Lobby,
            window: WINDOW,
            left: None,
            paused_for: 0,
            closed: None,
            cut_short: false,
            holder: None,
            revisions: BTreeMap::new(),
            acks: BTreeMap::new(),
            pending: None,
        }
    }

    pub fn pass(&mut self, time: i64) {
        if self.phase == Phase::Paused {
            self.paused_for += time;
        } else {
            self.window -= time;
            self.left = self.left.map(|left| left - time);
        }
    }

    /// Whether the room takes the command.
    pub fn start(&mut self) -> bool {
        let legal = self.phase == Phase::Lobby && self.window > 0;
        if legal {
            self.phase = Phase::Running;
        }
        legal
    }

    pub fn pause(&mut self) -> bool {
        let legal = self.phase == Phase::Running;
        if legal {
            self.phase = Phase::Paused;
            self.paused_for = 0;
        }
        legal
    }

    pub fn resume(&mut self) -> bool {
        let legal = self.phase == Phase::Paused;
        if legal {
            self.phase = Phase::Running;
            self.give_pending(self.paused_for);
        }
        legal
    }

    pub fn extend_all(&mut self, time: i64) -> bool {
        let legal = self.phase != Phase::Ended;
        if legal {
            self.window += time;
            self.give(time);
        }
        legal
    }

    pub fn end(&mut self, now: i64) -> bool {
        let legal = self.phase != Phase::Ended;
        if legal {
            if self.phase == Phase::Paused {
                self.give_pending(self.paused_for);
            }
            self.phase = Phase::Ended;
            self.cut_short = self.left.is_some_and(|left| left >= 0);
            self.left = self.left.map(|left| left.min(0));
            if let Some(pending) = &mut self.pending {
                pending.slack = pending.slack.min(now - pending.received_at);
            }
        }
        legal
    }

    pub fn open(&mut self, device: Option<Device>) -> Verdict {
        if self.closed.is_some() {
            return Verdict::Refused("closed");
        }
        if self.left.is_some() {
            return match (self.holder, device) {
                (Some(holder), Some(device)) if holder != device => Verdict::Refused("device busy"),
                _ => Verdict::Unchanged,
            };
        }
        match self.phase {
            Phase::Lobby => Verdict::Refused("room not started"),
            Phase::Ended => Verdict::Refused("room ended"),
            Phase::Running | Phase::Paused if self.window <= 0 => Verdict::Refused("window over"),
            Phase::Running | Phase::Paused => {
                self.left = Some(self.window.min(LIMIT));
                self.holder = device;
                Verdict::Append { late: false }
            }
        }
    }

    /// What a save with this name would come to, received `slack` before its deadline.
    pub fn save(&self, save: &Pending, received_in_pause: bool) -> Verdict {
        if let Some(ack) = self.acks.get(&save.save_id) {
            return if ack.revision == save.revision { Verdict::Repeat } else { Verdict::Refused("save id reused") };
        }
        if let Some(refused) = self.unwritable() {
            return refused;
        }
        if save.question >= QUESTIONS {
            return Verdict::Refused("unknown question");
        }
        if self.holder.is_some_and(|holder| holder != save.device) {
            return Verdict::Refused("fenced");
        }
        if received_in_pause {
            return Verdict::Refused("room paused");
        }
        if save.slack < -GRACE {
            return Verdict::Refused("too late");
        }
        let stored = self.revisions.get(&save.question).copied().unwrap_or(0);
        match save.revision - stored {
            ..0 => Verdict::Refused("stale"),
            0 => Verdict::Refused("conflict"),
            1.. => Verdict::Append { late: save.slack < 0 },
        }
    }

    pub fn saved(&mut self, save: &Pending, ack: SaveAck) {
        self.holder = Some(save.device);
        self.revisions.insert(save.question, save.revision);
        self.acks.insert(save.save_id, ack);
    }

    pub fn take_over(&mut self, device: Device) -> Verdict {
        if let Some(refused) = self.unwritable() {
            return refused;
        }
        if self.holder == Some(device) {
            return Verdict::Unchanged;
        }
        if self.phase != Phase::Paused && self.overdue() {
            return Verdict::Refused("too late");
        }
        self.holder = Some(device);
        Verdict::Append { late: false }
    }

    pub fn submit(&mut self, device: Device) -> Verdict {
        if self.closed == Some("submit") {
            return Verdict::Unchanged;
        }
        if let Some(refused) = self.unwritable() {
            return refused;
        }
        if self.holder.is_some_and(|holder| holder != device) {
            return Verdict::Refused("fenced");
        }
        if self.phase == Phase::Paused {
            return Verdict::Refused("room paused");
        }
        if self.overdue() {
            return Verdict::Refused("too late");
        }
        self.closed = Some("submit");
        self.holder = Some(device);
        Verdict::Append { late: false }
    }

    pub fn close(&mut self) -> Verdict {
        if self.closed.is_some() {
            return Verdict::Unchanged;
        }
        if self.left.is_none() {
            return Verdict::Refused("not open");
        }
        if self.phase == Phase::Paused {
            return Verdict::Refused("room paused");
        }
        if !self.overdue() {
            return Verdict::Refused("not due");
        }
        self.closed = Some(if self.cut_short { "ended" } else { "deadline" });
        Verdict::Append { late: false }
    }

    pub fn extend_one(&mut self, time: i64) -> Verdict {
        if let Some(refused) = self.unwritable() {
            return refused;
        }
        if self.phase == Phase::Ended {
            return Verdict::Refused("room ended");
        }
        self.give(time);
        Verdict::Moved
    }

    /// The revision that a client in this mood sends, if there is one.
    pub fn revision(&self, question: u8, mood: Revision) -> i64 {
        let stored = self.revisions.get(&question).copied().unwrap_or(0);
        match mood {
            Revision::Next => stored + 1,
            Revision::Skipping => stored + 7,
            Revision::Same => stored.max(1),
            Revision::Earlier => (stored - 1).max(1),
        }
    }

    fn give(&mut self, time: i64) {
        if self.closed.is_none() {
            self.left = self.left.map(|left| left + time);
            self.give_pending(time);
        }
    }

    fn give_pending(&mut self, time: i64) {
        if let Some(pending) = &mut self.pending {
            pending.slack += time;
        }
    }

    fn overdue(&self) -> bool {
        self.left.is_some_and(|left| left < -GRACE)
    }

    fn unwritable(&self) -> Option<Verdict> {
        if self.closed.is_some() {
            Some(Verdict::Refused("closed"))
        } else if self.left.is_none() {
            Some(Verdict::Refused("not open"))
        } else {
            None
        }
    }
}
