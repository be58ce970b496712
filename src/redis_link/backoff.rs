//! Pauses between tries to connect: drawn anew each time between nothing and a bound that doubles, so that instances that
//! lost the same server do not come back in step.

use crate::settings::RedisSettings;
use std::time::Duration;

/// The pauses of one connection.
pub struct Backoff {
    first_ms: u64,
    longest_ms: u64,
    failures: u32,
}

impl Backoff {
    /// Nothing has failed yet.
    pub fn new(settings: &RedisSettings) -> Self {
        Self { first_ms: settings.retry_ms, longest_ms: settings.retry_ms_max, failures: 0 }
    }

    /// It worked.
    pub fn reset(&mut self) {
        self.failures = 0;
    }

    /// It failed again: how long to wait now.
    pub fn pause(&mut self) -> Duration {
        let bound = self.bound_ms();
        self.failures = self.failures.saturating_add(1);
        Duration::from_millis(rand::random_range(0..=bound))
    }

    fn bound_ms(&self) -> u64 {
        let doubled = 1_u64.checked_shl(self.failures).unwrap_or(u64::MAX);
        self.first_ms.saturating_mul(doubled).min(self.longest_ms)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bound_doubles_up_to_the_longest_and_begins_again() {
        let mut backoff = Backoff { first_ms: 100, longest_ms: 1_000, failures: 0 };
        let mut bounds = Vec::new();
        for _ in 0..100 {
            let bound = backoff.bound_ms();
            assert!(backoff.pause() <= Duration::from_millis(bound));
            bounds.push(bound);
        }
        assert_eq!(bounds[..6], [100, 200, 400, 800, 1_000, 1_000]);
        assert_eq!(bounds[99], 1_000);
        backoff.reset();
        assert_eq!(backoff.bound_ms(), 100);
    }
}
