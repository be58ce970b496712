//! What a crowd of durations comes to.

use std::fmt;
use std::time::Duration;

/// Durations that were measured.
#[derive(Clone, Debug, Default)]
pub struct Durations(Vec<Duration>);

impl Durations {
    pub fn add(&mut self, duration: Duration) {
        self.0.push(duration);
    }

    /// Adds what was measured elsewhere.
    pub fn append(&mut self, mut more: Self) {
        self.0.append(&mut more.0);
    }

    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// The shortest duration that this share of them does not exceed (nearest rank); zero of none.
    pub fn percentile(&self, share: f64) -> Duration {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        let rank = (share * sorted.len() as f64).ceil() as usize;
        sorted.get(rank.saturating_sub(1)).copied().unwrap_or_default()
    }

    /// How much longer than the shortest each of them is.
    pub fn spread(&self) -> Self {
        let shortest = self.0.iter().min().copied().unwrap_or_default();
        Self(self.0.iter().map(|duration| *duration - shortest).collect())
    }

    pub fn longest(&self) -> Duration {
        self.0.iter().max().copied().unwrap_or_default()
    }
}

impl fmt::Display for Durations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ms = |duration: Duration| duration.as_secs_f64() * 1_000.0;
        let (p50, p99, longest) = (self.percentile(0.5), self.percentile(0.99), self.longest());
        write!(f, "p50 {:.1} ms, p99 {:.1} ms, longest {:.1} ms of {}", ms(p50), ms(p99), ms(longest), self.count())
    }
}

#[test]
fn percentiles_are_the_nearest_rank() {
    let durations = Durations((1..=200).map(Duration::from_millis).collect());
    assert_eq!(durations.percentile(0.5), Duration::from_millis(100));
    assert_eq!(durations.percentile(0.99), Duration::from_millis(198));
    assert_eq!(durations.spread().percentile(0.99), Duration::from_millis(197));
    assert_eq!(Durations::default().percentile(0.99), Duration::ZERO);
}
