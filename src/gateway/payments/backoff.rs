//! How long to wait before asking a gateway again.

use crate::gateway::randomness::{Randomness, SystemRandomness};
use std::time::Duration;

/// Waits that grow, spread so that those who failed together do not come back together.
#[derive(Clone, Copy, Debug)]
pub(super) struct Backoff {
    /// Before the first repeat, give or take half of it.
    pub(super) first: Duration,
    /// Before any repeat, at most.
    pub(super) longest: Duration,
}

impl Backoff {
    /// The wait after this many tries; nothing when the gateway wants a longer one than anybody waits for here.
    pub(super) fn after(&self, tries: u32, wanted: Option<Duration>) -> Option<Duration> {
        self.spread(tries, wanted, chance())
    }

    /// `chance` goes from 0 to 1.
    fn spread(&self, tries: u32, wanted: Option<Duration>, chance: f64) -> Option<Duration> {
        let doublings = tries.saturating_sub(1).min(16);
        let middle = self.first.saturating_mul(1 << doublings).min(self.longest);
        let own = middle.mul_f64(0.5 + chance).min(self.longest);
        match wanted {
            Some(wanted) if wanted > self.longest => None,
            Some(wanted) => Some(own.max(wanted + self.first.mul_f64(chance / 2.0))),
            None => Some(own),
        }
    }
}

fn chance() -> f64 {
    let mut bytes = [0; 2];
    SystemRandomness.fill(&mut bytes);
    f64::from(u16::from_ne_bytes(bytes)) / f64::from(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BACKOFF: Backoff = Backoff { first: Duration::from_millis(200), longest: Duration::from_secs(2) };

    fn millis(tries: u32, wanted_ms: Option<u64>, chance: f64) -> Option<u128> {
        BACKOFF.spread(tries, wanted_ms.map(Duration::from_millis), chance).map(|wait| wait.as_millis())
    }

    #[test]
    fn waits_double_within_their_spread_up_to_the_longest() {
        let table = [(1, 100, 300), (2, 200, 600), (3, 400, 1_200), (4, 800, 2_000), (5, 1_000, 2_000)];
        for (tries, least, most) in table {
            assert_eq!(millis(tries, None, 0.0), Some(least), "{tries}");
            assert_eq!(millis(tries, None, 1.0), Some(most), "{tries}");
        }
        assert_eq!(millis(u32::MAX, None, 0.0), Some(1_000));
    }

    #[test]
    fn a_gateway_gets_the_break_that_it_wants_or_is_left_alone() {
        assert_eq!(millis(1, Some(1_000), 0.0), Some(1_000));
        assert_eq!(millis(1, Some(1_000), 1.0), Some(1_100), "those who were told the same do not come back together");
        assert_eq!(millis(4, Some(1_000), 1.0), Some(2_000), "nobody comes earlier for being told");
        assert_eq!(millis(1, Some(2_001), 0.0), None);
    }

    #[test]
    fn chance_stays_within_its_bounds() {
        assert!((0..1_000).map(|_| chance()).all(|chance| (0.0..=1.0).contains(&chance)));
    }
}
