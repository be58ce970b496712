//! What this instance let through by its own buckets since it was last told to the engine that all share: in shards, so
//! that threads seldom wait for each other, and bounded.

use crate::store::ratelimit::{Asks, Charge};
use examhall_domain::ratelimit::{Policy, Subject, Terms};
use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Mutex, PoisonError};

const SHARDS: usize = 16;

type Shard = HashMap<(Policy, Subject), (Terms, u32)>;

/// Requests that were let through, by whom they are counted.
pub(super) struct Spent {
    shards: [Mutex<Shard>; SHARDS],
    seed: RandomState,
    /// Of one shard; who comes beyond is told of another time.
    keys_max: usize,
}

impl Spent {
    /// Nothing yet.
    pub(super) fn new(keys_max: usize) -> Self {
        Self { shards: Default::default(), seed: RandomState::new(), keys_max: keys_max.div_ceil(SHARDS) }
    }

    /// One request was let through.
    pub(super) fn note(&self, asks: &Asks) {
        for (_, ask) in asks.by.iter() {
            let key = (asks.policy, ask.subject);
            let place = usize::try_from(self.seed.hash_one(key) % SHARDS as u64).unwrap_or(0);
            let mut shard = self.shards[place].lock().unwrap_or_else(PoisonError::into_inner);
            if shard.len() < self.keys_max || shard.contains_key(&key) {
                let (_, count) = shard.entry(key).or_insert((ask.terms, 0));
                *count = count.saturating_add(1);
            }
        }
    }

    /// All of it, which is forgotten here.
    pub(super) fn take(&self) -> Vec<Charge> {
        let taken = self.shards.iter().map(|shard| {
            let mut shard = shard.lock().unwrap_or_else(PoisonError::into_inner);
            std::mem::take(&mut *shard)
        });
        let charge = |((policy, subject), (terms, count))| Charge { policy, subject, terms, count };
        taken.flatten().map(charge).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::ratelimit::Ask;
    use examhall_domain::id::AccountId;
    use examhall_domain::ratelimit::{PerScope, Scope};
    use examhall_domain::time::Span;
    use uuid::Uuid;

    fn asks(number: u128) -> Asks {
        let terms = Terms::parse(10, Span::from_secs(60)).unwrap();
        let ask = Ask { subject: Subject::Account(AccountId(Uuid::from_u128(number))), terms };
        Asks { policy: Policy::General, by: PerScope::of(|scope| (scope == Scope::User).then_some(ask)) }
    }

    #[test]
    fn what_was_spent_is_summed_up_and_told_once() {
        let spent = Spent::new(1_024);
        for number in [1, 2, 1, 1] {
            spent.note(&asks(number));
        }
        let mut counts: Vec<u32> = spent.take().iter().map(|charge| charge.count).collect();
        counts.sort_unstable();
        assert_eq!(counts, [1, 3]);
        assert!(spent.take().is_empty());
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let spent = Spent::new(SHARDS);
        for number in 0..1_000 {
            spent.note(&asks(number));
        }
        assert!(spent.take().len() <= SHARDS);
    }
}
