//! What this process knows of itself: its name, since when it runs, whether it drains, and what was measured last.

use examhall_domain::time::{Span, Timestamp};
use serde::Serialize;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
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
}

/// The clock as it was last compared with the database's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Skew {
    /// By how much it was behind; negative: ahead.
    pub behind: Span,
    pub compared_at: Timestamp,
}

/// The process's own facts.
pub struct Vitals {
    pub instance: String,
    pub started_at: Timestamp,
    draining: AtomicBool,
    skew: Mutex<Option<Skew>>,
    /// The last probe; whoever holds it probes, and the others wait for what is found.
    pub probe: tokio::sync::Mutex<Option<Arc<Probe>>>,
}

impl Vitals {
    /// A process that starts now.
    pub fn new(instance: String, started_at: Timestamp) -> Self {
        Self {
            instance,
            started_at,
            draining: AtomicBool::new(false),
            skew: Mutex::default(),
            probe: tokio::sync::Mutex::default(),
        }
    }

    /// From now on the instance is not ready any more.
    pub fn drain(&self) {
        self.draining.store(true, Ordering::Relaxed);
    }

    /// Whether it sends people away.
    pub fn is_draining(&self) -> bool {
        self.draining.load(Ordering::Relaxed)
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

impl Dependency {
    /// Whether it does not work at all.
    pub fn is_down(&self) -> bool {
        self.state == State::Down
    }
}
