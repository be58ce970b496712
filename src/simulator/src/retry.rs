//! How long a webhook that nobody took waits for its next try.

use super::config::Timing;

/// The pause after so many tries: the first one doubled again and again, up to the longest.
pub fn pause_ms(timing: &Timing, tries: i64) -> i64 {
    let doublings = u32::try_from(tries.clamp(1, 32) - 1).unwrap_or(31);
    timing.retry_first.saturating_mul(1 << doublings).min(timing.retry_longest)
}

/// Whether an event of that age is given up.
pub fn is_given_up(timing: &Timing, age_ms: i64) -> bool {
    age_ms >= timing.retry_for
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_the_longest_and_a_day_is_the_end() {
        let timing = Timing::default();
        let pauses: Vec<i64> = (1..=5).map(|tries| pause_ms(&timing, tries)).collect();
        assert_eq!(pauses, [10_000, 20_000, 40_000, 80_000, 160_000]);
        assert_eq!(pause_ms(&timing, i64::MAX), 3_600_000);
        assert!(!is_given_up(&timing, 86_399_999) && is_given_up(&timing, 86_400_000));
    }
}
