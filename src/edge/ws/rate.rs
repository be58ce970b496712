//! How fast one socket may send: a bucket that holds a burst and fills at a steady rate.

use std::time::Duration;
use tokio::time::Instant;

/// A token bucket.
pub(super) struct Rate {
    per_s: f64,
    burst: f64,
    tokens: f64,
    at: Instant,
}

impl Rate {
    /// A full bucket.
    pub(super) fn new(per_s: u32, burst: u32, now: Instant) -> Self {
        let burst = f64::from(burst.max(1));
        Self { per_s: f64::from(per_s.max(1)), burst, tokens: burst, at: now }
    }

    /// Takes one token.
    ///
    /// # Errors
    /// When there is none: the time until the bucket is full again, which is how long the peer should stay away.
    pub(super) fn take(&mut self, now: Instant) -> Result<(), Duration> {
        let earned = now.duration_since(self.at).as_secs_f64() * self.per_s;
        self.tokens = (self.tokens + earned).min(self.burst);
        self.at = now;
        if self.tokens < 1.0 {
            return Err(Duration::from_secs_f64((self.burst - self.tokens) / self.per_s));
        }
        self.tokens -= 1.0;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_passes_then_the_rate_counts() {
        let start = Instant::now();
        let mut rate = Rate::new(10, 5, start);
        assert!((0..5).all(|_| rate.take(start).is_ok()));
        assert_eq!(rate.take(start), Err(Duration::from_millis(500)));
        let later = start + Duration::from_millis(200);
        assert!((0..2).all(|_| rate.take(later).is_ok()));
        assert!(rate.take(later).is_err());
    }

    #[test]
    fn rest_never_earns_more_than_the_burst() {
        let start = Instant::now();
        let mut rate = Rate::new(1_000, 3, start);
        let later = start + Duration::from_secs(60);
        assert!((0..3).all(|_| rate.take(later).is_ok()));
        assert!(rate.take(later).is_err());
    }
}
