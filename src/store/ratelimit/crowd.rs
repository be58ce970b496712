//! Buckets of many subjects in bounded memory, in shards so that threads seldom wait for each other.
//!
//! A bucket that is full tells nothing and makes room. What is not full is never pushed out: when a shard has no room, those
//! who come new share a few buckets among themselves and are refused rather sooner than later. All of a neighbourhood are in
//! one shard and share one such bucket, so that whoever owns many addresses crowds out themselves first.

use examhall_domain::ratelimit::{Bucket, Policy};
use examhall_domain::time::{Span, Timestamp};
use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Mutex, MutexGuard, PoisonError};

const SHARDS: usize = 64;
/// Buckets of one shard and policy for those who found no room.
const SHARED: usize = 16;
/// A shard without room looks for full buckets at most this often, since looking takes the longer the fuller it is.
const LOOK_EVERY: Span = Span(100_000);

/// Places of a shard below which giving memory back is not worth the asking for it again.
const WORTH_GIVING_BACK: usize = 256;

/// All subjects of a kind.
pub(super) struct Crowd {
    shards: Box<[Mutex<Shard>]>,
    seed: RandomState,
}

/// Somebody among them.
#[derive(Clone, Copy)]
pub(super) struct Member {
    pub(super) number: u128,
    pub(super) neighbourhood: u128,
}

pub(super) struct Shard {
    own: HashMap<(Policy, u128), Bucket>,
    shared: Box<[Bucket]>,
    own_max: usize,
    looked_at: Timestamp,
    crowded: u64,
}

/// A locked shard, and the place of one member in it.
pub(super) struct Seat<'c> {
    shard: MutexGuard<'c, Shard>,
    member: Member,
    hash: u64,
}

impl Crowd {
    /// Nobody; `members_max` is how many buckets are kept at most.
    pub(super) fn new(members_max: usize) -> Self {
        let own_max = members_max.div_ceil(SHARDS);
        let shards = (0..SHARDS).map(|_| Mutex::new(Shard::new(own_max))).collect();
        Self { shards, seed: RandomState::new() }
    }

    /// Locks what a member's buckets are in.
    pub(super) fn seat(&self, member: Member) -> Seat<'_> {
        // Seeded, so that nobody can aim at a shard.
        let hash = self.seed.hash_one(member.neighbourhood);
        let place = usize::try_from(hash % SHARDS as u64).unwrap_or(0);
        Seat { shard: lock(&self.shards[place]), member, hash: hash / SHARDS as u64 }
    }

    /// Lets go of buckets that are full; one shard after the other, so that nobody waits for long.
    pub(super) fn sweep(&self, now: Timestamp) {
        self.shards.iter().for_each(|shard| lock(shard).sweep(now));
    }

    /// Buckets that are kept, and requests so far that had to share one.
    pub(super) fn tally(&self) -> (usize, u64) {
        self.shards
            .iter()
            .map(lock)
            .fold((0, 0), |(kept, crowded), shard| (kept + shard.own.len(), crowded.saturating_add(shard.crowded)))
    }
}

impl Seat<'_> {
    /// The member's bucket for a policy.
    pub(super) fn bucket(&mut self, policy: Policy, now: Timestamp) -> &mut Bucket {
        let shared = policy.place() * SHARED + usize::try_from(self.hash % SHARED as u64).unwrap_or(0);
        self.shard.bucket((policy, self.member.number), shared, now)
    }
}

impl Shard {
    fn new(own_max: usize) -> Self {
        let shared = vec![Bucket::default(); Policy::ALL.len() * SHARED].into();
        Self { own: HashMap::new(), shared, own_max, looked_at: Timestamp(i64::MIN), crowded: 0 }
    }

    fn bucket(&mut self, key: (Policy, u128), shared: usize, now: Timestamp) -> &mut Bucket {
        if self.own.len() >= self.own_max && !self.own.contains_key(&key) {
            if now - self.looked_at >= LOOK_EVERY {
                self.sweep(now);
            }
            if self.own.len() >= self.own_max {
                self.crowded = self.crowded.saturating_add(1);
                return &mut self.shared[shared];
            }
        }
        self.own.entry(key).or_default()
    }

    fn sweep(&mut self, now: Timestamp) {
        self.looked_at = now;
        self.own.retain(|_, bucket| !bucket.is_full(now));
        // After a storm its memory goes back, too.
        if self.own.capacity() > WORTH_GIVING_BACK && self.own.len() < self.own.capacity() / 8 {
            self.own.shrink_to_fit();
        }
    }
}

fn lock(shard: &Mutex<Shard>) -> MutexGuard<'_, Shard> {
    shard.lock().unwrap_or_else(PoisonError::into_inner)
}
