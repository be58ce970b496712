//! What this process knows of itself: its name, since when it runs, whether it drains, and what was measured last.

use examhall_domain::id::BootId;
use examhall_domain::time::{Span, Timestamp};
use serde::Serialize;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::watch;
use utoipa::ToSchema;

/// How well something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Ok,
    /// It works, slower or with less than it should have.
    Degraded,
    /// It does not work.
    Down,
}

/// Something that the server depends on.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Dependency {
    pub name: &'static str,
    pub state: State,
    /// How long the probe took, in milliseconds.
    pub latency_ms: Option<f64>,
    /// What is wrong with it.
    pub detail: Option<String>,
}

/// What was found when the store was asked last.
#[derive(Debug)]
pub struct Probe {
    pub at: Timestamp,
    /// Whether something can be written.
    pub write: Dependency,
    /// Whether something can be read.
    pub read: Dependency,
    /// Whether every step of the schema is applied.
    pub schema: Dependency,
    /// Whether the audit log is sealed as it grows.
    pub sealer: Dependency,
    /// Whether the replica follows, where there is one.
    pub replica: Option<Dependency>,
}

/// The clock as it was last compared with the database's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Skew {
    /// By how much it was behind; negative: ahead.
    pub behind: Span,
    pub compared_at: Timestamp,
}

/// Whether this instance takes people in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Course {
    /// It does.
    Serves,
    /// An operator wants it to send them away; that can be taken back.
    Drains,
    /// It ends.
    Stops,
}

/// This process among the instances.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Row {
    /// It writes down how it is.
    Written,
    /// It has taken its row away, and ends.
    TakenAway,
}

/// Those who serve this database beside and with this process, as it last saw them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct House {
    /// Living instances that do what is due.
    pub workers: usize,
    /// Living instances that take the messages of gateways.
    pub webhooks: usize,
}

/// The process's own facts.
pub struct Vitals {
    pub instance: String,
    /// Names this start.
    pub boot: BootId,
    pub started_at: Timestamp,
    course: watch::Sender<Course>,
    house: Mutex<Option<House>>,
    skew: Mutex<Option<Skew>>,
    /// Whether this process stands among the instances; whoever writes its row holds it.
    pub row: tokio::sync::Mutex<Row>,
    /// The last probe; whoever holds it probes, and the others wait for what is found.
    pub probe: tokio::sync::Mutex<Option<Arc<Probe>>>,
}

impl Vitals {
    /// A process that starts now.
    pub fn new(instance: String, boot: BootId, started_at: Timestamp) -> Self {
        Self {
            instance,
            boot,
            started_at,
            course: watch::Sender::new(Course::Serves),
            house: Mutex::default(),
            skew: Mutex::default(),
            row: tokio::sync::Mutex::new(Row::Written),
            probe: tokio::sync::Mutex::default(),
        }
    }

    /// Who holds the work that this process has taken up.
    pub fn owner(&self) -> String {
        format!("{}:{}", self.instance, self.boot)
    }

    /// From now on the instance is not ready any more, and will not be again.
    pub fn stop(&self) {
        self.course.send_replace(Course::Stops);
    }

    /// Whether an operator wants people to be sent away; who stops does so whatever is wanted.
    pub fn ask_to_drain(&self, drain: bool) {
        let wanted = if drain { Course::Drains } else { Course::Serves };
        self.course.send_if_modified(|course| {
            let changes = *course != Course::Stops && *course != wanted;
            if changes {
                *course = wanted;
            }
            changes
        });
    }

    /// The course with its changes.
    pub fn course(&self) -> watch::Receiver<Course> {
        self.course.subscribe()
    }

    /// Whether it sends people away.
    pub fn is_draining(&self) -> bool {
        *self.course.borrow() != Course::Serves
    }

    /// Who else lives; nothing before the first look.
    pub fn house(&self) -> Option<House> {
        *self.house.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Remembers who lives.
    pub fn note_house(&self, house: House) {
        *self.house.lock().unwrap_or_else(PoisonError::into_inner) = Some(house);
    }

    /// The last comparison of the clock; none without a reference.
    pub fn skew(&self) -> Option<Skew> {
        *self.skew.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Remembers a comparison.
    pub fn note_skew(&self, skew: Skew) {
        *self.skew.lock().unwrap_or_else(PoisonError::into_inner) = Some(skew);
    }
}

impl Probe {
    /// Everything that was looked at.
    pub fn parts(&self) -> impl Iterator<Item = &Dependency> {
        [&self.write, &self.read, &self.schema, &self.sealer].into_iter().chain(&self.replica)
    }
}

impl Dependency {
    /// Whether it does not work at all.
    pub fn is_down(&self) -> bool {
        self.state == State::Down
    }
}
