//! How long a sign-in lasts: so long after it was last seen, so long in all, and never less than an open attempt.

use crate::time::{Span, Timestamp};

/// How long sessions of this installation last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionTerms {
    /// A session ends so long after it was last seen.
    pub sliding: Span,
    /// A session ends so long after its sign-in, however busy it is.
    pub absolute: Span,
    /// Being seen is written down at most so often, since every request would be a write otherwise.
    pub touch_every: Span,
}

/// The instants that decide whether a session still counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionLife {
    /// The last request that was written down.
    pub last_seen_at: Timestamp,
    /// When it ends if nobody is seen before and no attempt is open; this instant is no longer part of it.
    pub expires_at: Timestamp,
    /// When it ends at the latest, unless an attempt is open then.
    pub ends_at: Timestamp,
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
    pub fn begin(now: Timestamp, terms: SessionTerms) -> Self {
        let ends_at = now + terms.absolute;
        Self { last_seen_at: now, expires_at: (now + terms.sliding).min(ends_at), ends_at }
    }

    /// Whether it lasts without regard to attempts.
    pub fn is_within(self, now: Timestamp) -> bool {
        now < self.expires_at
    }

    /// Whether the session still counts. While an attempt is open it does: nobody is signed out of an exam.
    pub fn is_alive(self, now: Timestamp, attempts: OpenAttempts) -> bool {
        match attempts {
            OpenAttempts::Some => true,
            OpenAttempts::None => self.is_within(now),
        }
    }

    /// Whether it is time to write down that the person was seen.
    pub fn needs_touch(self, now: Timestamp, terms: SessionTerms) -> bool {
        now - self.last_seen_at >= terms.touch_every
    }

    /// The same session seen now. An older request that comes late does not turn it back.
    #[must_use]
    pub fn touched(self, now: Timestamp, terms: SessionTerms) -> Self {
        let last_seen_at = self.last_seen_at.max(now);
        let expires_at = (last_seen_at + terms.sliding).min(self.ends_at).max(self.expires_at);
        Self { last_seen_at, expires_at, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 60 * 60;
    const TERMS: SessionTerms = SessionTerms {
        sliding: Span::from_secs(24 * HOUR),
        absolute: Span::from_secs(7 * 24 * HOUR),
        touch_every: Span::from_secs(300),
    };

    fn hour(n: i64) -> Timestamp {
        Timestamp(0) + Span::from_secs(n * HOUR)
    }

    #[test]
    fn a_session_slides_by_a_day_and_stops_after_a_week() {
        let session = SessionLife::begin(hour(0), TERMS);
        assert_eq!(session.expires_at, hour(24));
        assert_eq!(session.touched(hour(23), TERMS).expires_at, hour(47));
        assert_eq!(session.touched(hour(7 * 24 - 1), TERMS).expires_at, hour(7 * 24));
    }

    #[test]
    fn a_session_ends_at_its_expiry_unless_an_attempt_is_open() {
        let session = SessionLife::begin(hour(0), TERMS);
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
        let session = SessionLife::begin(hour(1), TERMS);
        assert!(!session.needs_touch(hour(1) + TERMS.touch_every - Span(1), TERMS));
        assert!(session.needs_touch(hour(1) + TERMS.touch_every, TERMS));
        assert!(!session.needs_touch(hour(0), TERMS));
    }

    #[test]
    fn a_late_request_does_not_turn_a_session_back() {
        let session = SessionLife::begin(hour(0), TERMS).touched(hour(5), TERMS);
        assert_eq!(session.touched(hour(3), TERMS), session);
    }

    #[test]
    fn terms_that_became_shorter_take_nothing_from_a_session() {
        let session = SessionLife::begin(hour(0), TERMS);
        let shorter = SessionTerms { sliding: Span::from_secs(HOUR), ..TERMS };
        assert_eq!(session.touched(hour(1), shorter).expires_at, hour(24));
    }
}
