//! The clock of exams: monotonic between anchors, anchored to the database's time so that instances agree.

use examhall_domain::time::{Span, Timestamp};
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// Where the present comes from.
pub trait Clock: Send + Sync + 'static {
    /// The present; never goes back.
    fn now(&self) -> Timestamp;

    /// The present as a reference is compared with it: without what keeps [`Clock::now`] from going back.
    fn unheld(&self) -> Timestamp {
        self.now()
    }

    /// Moves the clock by what a reference says that it is behind (negative: ahead). A clock that somebody else turns
    /// stays as it is.
    fn adjust(&self, _behind: Span) {}
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
}

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        let now_us = self.unheld().0;
        let latest_us = self.latest_us.fetch_max(now_us, Ordering::Relaxed);
        Timestamp(now_us.max(latest_us))
    }

    fn unheld(&self) -> Timestamp {
        Timestamp(self.anchor_us.load(Ordering::Relaxed) + micros(self.started.elapsed().as_micros()))
    }

    fn adjust(&self, behind: Span) {
        self.anchor_us.fetch_add(behind.0, Ordering::Relaxed);
    }
}

fn micros(value: u128) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_was_ahead_stands_still_but_never_goes_back() {
        let clock = SystemClock::start();
        let before = clock.now();
        clock.adjust(Span::from_secs(-60));
        let after = clock.now();
        assert!(after >= before && after < before + Span::from_secs(30));
        assert_eq!(clock.now(), after);
        assert!(clock.unheld() < before, "a second comparison must not find it ahead again");
    }

    #[test]
    fn a_clock_that_was_behind_catches_up_at_once() {
        let clock = SystemClock::start();
        let ahead = clock.now() + Span::from_secs(60);
        clock.adjust(Span::from_secs(60));
        assert!(clock.now() >= ahead);
    }
}
