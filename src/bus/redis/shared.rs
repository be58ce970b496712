//! What the engine and its two tasks know together.

use super::envelope::{Content, Envelope};
use super::pulse::Pulse;
use super::wishes::Wishes;
use crate::bus::{Channel, Doorbell, Health, Sink};
use crate::telemetry::metric;
use bytes::Bytes;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use uuid::Uuid;

/// What goes where.
pub(super) struct Letter {
    pub(super) name: String,
    pub(super) packed: Bytes,
}

/// All of it.
pub(super) struct Shared {
    /// This life of this instance.
    pub(super) own: Uuid,
    prefix: String,
    pub(super) wishes: Wishes,
    pub(super) pulse: Pulse,
    sink: OnceLock<Arc<dyn Sink>>,
    is_sending: AtomicBool,
    /// Whether others have to be told that they may have missed something.
    has_gap: AtomicBool,
}

impl Shared {
    /// What an engine begins with.
    pub(super) fn new(own: Uuid, prefix: &str) -> Self {
        for outcome in ["sent", "received", "lost"] {
            metrics::counter!(metric::DOORBELLS_TOTAL, "outcome" => outcome).increment(0);
        }
        Self {
            own,
            prefix: prefix.to_owned(),
            wishes: Wishes::new(prefix),
            pulse: Pulse::new(),
            sink: OnceLock::new(),
            is_sending: AtomicBool::new(false),
            has_gap: AtomicBool::new(false),
        }
    }

    /// Where doorbells go.
    pub(super) fn attach(&self, sink: Arc<dyn Sink>) {
        assert!(self.sink.set(sink).is_ok(), "a transport serves one hub");
    }

    /// Whether there is a connection to send by.
    pub(super) fn is_sending(&self) -> bool {
        self.is_sending.load(Ordering::Acquire)
    }

    pub(super) fn set_sending(&self, is_sending: bool) {
        self.is_sending.store(is_sending, Ordering::Release);
    }

    /// Whether others have to be told of a gap, which the caller does now.
    pub(super) fn take_gap(&self) -> bool {
        self.has_gap.swap(false, Ordering::AcqRel)
    }

    /// A letter of this instance.
    pub(super) fn letter(&self, name: String, content: Content) -> Letter {
        Letter { name, packed: Envelope { sender: self.own, content }.pack() }
    }

    /// The channel that only this instance listens to.
    pub(super) fn probe_name(&self) -> String {
        format!("{}probe:{{{}}}", self.prefix, self.own)
    }

    /// The channel that every instance listens to.
    pub(super) fn control_name(&self) -> String {
        self.wishes.name(Channel::Control)
    }

    /// Passes a doorbell on.
    pub(super) fn ring(&self, doorbell: Doorbell) {
        if let Some(sink) = self.sink.get() {
            sink.ring(doorbell);
        }
    }

    /// Says that something may have been missed.
    pub(super) fn gap(&self) {
        if let Some(sink) = self.sink.get() {
            sink.gap();
        }
    }

    /// Others do not hear some of what was said, and are told so when they hear again.
    pub(super) fn lose(&self, count: u64) {
        if count == 0 {
            return;
        }
        self.has_gap.store(true, Ordering::Release);
        metrics::counter!(metric::DOORBELLS_TOTAL, "outcome" => "lost").increment(count);
    }

    /// Notes whether doorbells arrive. When that changes some may have been missed, now or until now.
    pub(super) fn note(&self, health: Health, why: &str) {
        if !self.pulse.note(health) {
            return;
        }
        match health {
            Health::Connected => tracing::info!("events of other instances arrive"),
            Health::Degraded => {
                tracing::warn!(error = why, "events of other instances may be missing: journals are polled");
            }
        }
        self.gap();
    }
}
