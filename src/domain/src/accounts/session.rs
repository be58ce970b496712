//! How long a sign-in lasts: a day after it was last seen, a week at most, and never less than an open attempt.

use crate::time::{Span, Timestamp};

/// A session ends so long after it was last seen.
pub const SLIDING: Span = Span::from_secs(24 * 60 * 60);
/// A session ends so long after its sign-in, however busy it is.
pub const ABSOLUTE: Span = Span::from_secs(7 * 24 * 60 * 60);
/// Being seen is written down at most so often, since every request would be a write otherwise.
pub const TOUCH_EVERY: Span = Span::from_secs(5 * 60);

/// The instants that a session's life follows from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionLife {
    /// The sign-in.
    pub created_at: Timestamp,
    /// The last request that was written down.
    pub last_seen_at: Timestamp,
}

/// Whether the person is writing an exam.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenAttempts {
    /// No paper is open.
    None,
    /// At least one is.
    Some,
}

impl SessionLife {
    /// A session that begins now.
    pub const fn begin(now: Timestamp) -> Self {
        Self { created_at: now, last_seen_at: now }
    }

    /// When it ends if nobody is seen before and no attempt is open; this instant is no longer part of it.
    pub fn expires_at(self) -> Timestamp {
        (self.last_seen_at + SLIDING).min(self.ends_at())
    }

    /// When it ends at the latest, unless an attempt is open then.
    pub fn ends_at(self) -> Timestamp {
        self.created_at + ABSOLUTE
    }

    /// Whether the session still counts. While an attempt is open it does: nobody is signed out of an exam.
    pub fn is_alive(self, now: Timestamp, attempts: OpenAttempts) -> bool {
        match attempts {
            OpenAttempts::Some => true,
            OpenAttempts::None => now < self.expires_at(),
        }
    }

    /// Whether it is time to write down that the person was seen.
    pub fn needs_touch(self, now: Timestamp) -> bool {
        now - self.last_seen_at >= TOUCH_EVERY
    }

    /// The same session seen now. An older request that comes late does not turn it back.
    #[must_use]
    pub fn touched(self, now: Timestamp) -> Self {
        Self { last_seen_at: self.last_seen_at.max(now), ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 60 * 60;

    fn hour(n: i64) -> Timestamp {
        Timestamp(0) + Span::from_secs(n * HOUR)
    }

    #[test]
    fn a_session_slides_by_a_day_and_stops_after_a_week() {
        let session = SessionLife::begin(hour(0));
        assert_eq!(session.expires_at(), hour(24));
        assert_eq!(session.touched(hour(23)).expires_at(), hour(47));
        assert_eq!(session.touched(hour(7 * 24 - 1)).expires_at(), hour(7 * 24));
    }

    #[test]
    fn a_session_ends_at_its_expiry_unless_an_attempt_is_open() {
        let session = SessionLife::begin(hour(0));
        let cases = [
            (hour(24) - Span(1), OpenAttempts::None, true),
            (hour(24), OpenAttempts::None, false),
            (hour(24), OpenAttempts::Some, true),
            (hour(24 * 8), OpenAttempts::Some, true),
        ];
        for (now, attempts, alive) in cases {
            assert_eq!(session.is_alive(now, attempts), alive, "{now:?} {attempts:?}");
        }
    }

    #[test]
    fn being_seen_is_written_down_every_few_minutes_only() {
        let session = SessionLife::begin(hour(1));
        assert!(!session.needs_touch(hour(1) + TOUCH_EVERY - Span(1)));
        assert!(session.needs_touch(hour(1) + TOUCH_EVERY));
        assert!(!session.needs_touch(hour(0)));
    }

    #[test]
    fn a_late_request_does_not_turn_a_session_back() {
        let session = SessionLife::begin(hour(0)).touched(hour(5));
        assert_eq!(session.touched(hour(3)), session);
    }
}
