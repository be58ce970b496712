//! Which payments go first when many wait: the larger amounts.

use super::word::words;
use crate::money::{Currency, Money};
use std::collections::BTreeMap;

words! {
    /// How soon work on an order is done. The first one goes first.
    QueuePriority {
        /// Above the higher threshold of its currency.
        High = "high",
        /// From the lower one on.
        Medium = "medium",
        /// The rest, and currencies without thresholds.
        Normal = "normal",
    }
}

/// The thresholds of each currency, in minor units.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Thresholds(BTreeMap<Currency, Threshold>);

/// Where the priorities of a currency begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Threshold {
    /// More than this is high.
    pub high_above: i64,
    /// This and more is medium.
    pub medium_from: i64,
}

impl Thresholds {
    /// Adds the thresholds of a currency.
    pub fn set(&mut self, currency: Currency, threshold: Threshold) {
        self.0.insert(currency, threshold);
    }

    /// The priority of an amount.
    pub fn of(&self, money: Money) -> QueuePriority {
        match self.0.get(&money.currency) {
            Some(threshold) if money.amount_minor > threshold.high_above => QueuePriority::High,
            Some(threshold) if money.amount_minor >= threshold.medium_from => QueuePriority::Medium,
            _ => QueuePriority::Normal,
        }
    }
}

impl QueuePriority {
    /// The priority of its jobs; the lowest goes first.
    pub const fn rank(self) -> i64 {
        match self {
            Self::High => 1,
            Self::Medium => 2,
            Self::Normal => 3,
        }
    }

    /// What the priority of a job means.
    pub fn of_rank(rank: i64) -> Self {
        Self::ALL.iter().copied().find(|priority| priority.rank() == rank).unwrap_or(Self::Normal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn larger_amounts_go_first_in_their_own_currency() {
        let mut thresholds = Thresholds::default();
        thresholds.set(Currency::XAF, Threshold { high_above: 10_000, medium_from: 5_000 });
        for (amount, priority) in [
            (10_001, QueuePriority::High),
            (10_000, QueuePriority::Medium),
            (5_000, QueuePriority::Medium),
            (4_999, QueuePriority::Normal),
        ] {
            assert_eq!(thresholds.of(Money::new(amount, Currency::XAF)), priority, "{amount}");
        }
        assert_eq!(thresholds.of(Money::new(1_000_000, Currency::INR)), QueuePriority::Normal);
    }

    #[test]
    fn a_rank_names_its_priority() {
        for priority in QueuePriority::ALL {
            assert_eq!(QueuePriority::of_rank(priority.rank()), *priority);
        }
    }
}
