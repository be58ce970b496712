//! What a limit allows: so many requests at once, and as many again in each window.

use crate::time::Span;

/// The longest window.
pub const WINDOW_MAX: Span = Span::from_secs(24 * 60 * 60);

/// A quota and the window in which it comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    quota: u32,
    window: Span,
    every: Span,
}

/// Terms that cannot be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TermsFault {
    /// A limit of nothing is a closed door, which is said otherwise.
    #[error("a quota must be at least 1")]
    NoQuota,
    /// The window has to be a whole number of seconds, as the headers tell it.
    #[error("a window must be between 1 and 86400 whole seconds")]
    Window,
    /// Requests cannot be told apart by less than a microsecond.
    #[error("a quota must be at most one request for each microsecond of its window")]
    TooFast,
}

impl Terms {
    /// Terms of `quota` requests at once, and as many for each `window`.
    ///
    /// # Errors
    /// Says what is wrong with them.
    pub fn parse(quota: u32, window: Span) -> Result<Self, TermsFault> {
        if quota == 0 {
            return Err(TermsFault::NoQuota);
        }
        if window <= Span::ZERO || window > WINDOW_MAX || window != Span::from_secs(window.as_secs()) {
            return Err(TermsFault::Window);
        }
        if i64::from(quota) > window.0 {
            return Err(TermsFault::TooFast);
        }
        // Rounded up: what cannot be divided is to the strict side, by less than a microsecond for each request.
        let quota_us = i64::from(quota);
        let every = Span((window.0 + quota_us - 1) / quota_us);
        Ok(Self { quota, window, every })
    }

    /// Requests that a full bucket allows.
    pub const fn quota(self) -> u32 {
        self.quota
    }

    /// The time in which an empty bucket fills.
    pub const fn window(self) -> Span {
        self.window
    }

    /// The time in which one request comes back.
    pub const fn every(self) -> Span {
        self.every
    }

    /// The time that an empty bucket takes to fill, to the microsecond.
    pub const fn filling(self) -> Span {
        // At most a day and one microsecond for each request.
        Span(self.every.0 * self.quota as i64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_divide_their_window_to_the_strict_side() {
        let table = [(100, 60, 600_000), (10, 60, 6_000_000), (10_000, 60, 6_000), (7, 60, 8_571_429), (3, 1, 333_334)];
        for (quota, window_s, every_us) in table {
            let terms = Terms::parse(quota, Span::from_secs(window_s)).unwrap();
            assert_eq!(terms.every(), Span(every_us), "{quota} in {window_s} s");
            assert!(terms.filling() >= terms.window());
        }
    }

    #[test]
    fn terms_that_cannot_be_kept_are_refused() {
        let table = [
            (0, Span::from_secs(60), TermsFault::NoQuota),
            (1, Span::ZERO, TermsFault::Window),
            (1, Span::from_secs(-1), TermsFault::Window),
            (1, Span(1_500_000), TermsFault::Window),
            (1, WINDOW_MAX + Span::from_secs(1), TermsFault::Window),
            (1_000_001, Span::from_secs(1), TermsFault::TooFast),
        ];
        for (quota, window, fault) in table {
            assert_eq!(Terms::parse(quota, window), Err(fault));
        }
        assert!(Terms::parse(1_000_000, Span::from_secs(1)).is_ok());
        assert!(Terms::parse(u32::MAX, WINDOW_MAX).is_ok());
    }
}
