//! The clock of exams: monotonic between anchors, anchored to the database's time so that instances agree.

use examhall_domain::time::{Span, Timestamp};
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// Where the present comes from.
pub trait Clock: Send + Sync + 'static {
    /// The present; never goes back.
    fn now(&self) -> Timestamp;
}

/// The machine's monotonic clock, offset to an anchor.
pub struct SystemClock {
    started: Instant,
    anchor_us: AtomicI64,
    latest_us: AtomicI64,
}

impl SystemClock {
    /// A clock anchored to the machine's own calendar time.
    pub fn start() -> Self {
        let now_us = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| micros(since.as_micros()));
        Self { started: Instant::now(), anchor_us: AtomicI64::new(now_us), latest_us: AtomicI64::new(now_us) }
    }

    /// Moves the clock to a reference's time and returns by how much it was off (positive: it was behind).
    pub fn anchor(&self, reference: Timestamp) -> Span {
        let elapsed_us = micros(self.started.elapsed().as_micros());
        let before_us = self.anchor_us.swap(reference.0 - elapsed_us, Ordering::Relaxed);
        Span(reference.0 - elapsed_us - before_us)
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        let now_us = self.anchor_us.load(Ordering::Relaxed) + micros(self.started.elapsed().as_micros());
        let latest_us = self.latest_us.fetch_max(now_us, Ordering::Relaxed);
        Timestamp(now_us.max(latest_us))
    }
}

fn micros(value: u128) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_anchor_in_the_past_slows_the_clock_but_never_turns_it_back() {
        let clock = SystemClock::start();
        let before = clock.now();
        assert!(clock.anchor(before - Span::from_secs(60)).0 < 0);
        assert!(clock.now() >= before);
    }

    #[test]
    fn an_anchor_ahead_is_taken_at_once() {
        let clock = SystemClock::start();
        let ahead = clock.now() + Span::from_secs(60);
        assert!(clock.anchor(ahead).0 > 59_000_000);
        assert!(clock.now() >= ahead);
    }
}
