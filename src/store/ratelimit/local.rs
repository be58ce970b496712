//! The engine of one instance: buckets in memory, exact under any number of threads.

use super::crowd::{Crowd, Member, Seat};
use super::{Asks, Charge, Engine, EngineAway};
use examhall_domain::ratelimit::{Bucket, PerScope, Policy, Scope, Subject, Verdict, take_all};
use examhall_domain::time::Timestamp;
use futures_util::FutureExt;
use futures_util::future::{BoxFuture, ready};
use std::sync::{Mutex, PoisonError};

/// Buckets in memory.
pub struct LocalEngine {
    accounts: Crowd,
    networks: Crowd,
    everybody: Mutex<[Bucket; Policy::ALL.len()]>,
}

/// How much an engine remembers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tally {
    /// Buckets of accounts that are not full.
    pub accounts: usize,
    /// Buckets of networks that are not full.
    pub networks: usize,
    /// Requests so far that found no room and were counted in a bucket that several share.
    pub crowded: u64,
}

impl LocalEngine {
    /// No bucket has been taken from. `keys_max` buckets are kept of accounts, and as many of networks: those who can make up
    /// addresses take no room from those who have accounts.
    pub fn new(keys_max: usize) -> Self {
        let everybody = Mutex::new([Bucket::default(); Policy::ALL.len()]);
        Self { accounts: Crowd::new(keys_max), networks: Crowd::new(keys_max), everybody }
    }

    /// As [`Engine::take`], which cannot fail here.
    pub fn take(&self, asks: &Asks, now: Timestamp) -> Verdict {
        // Locked in the order of the scopes, at most one in each, so that nobody waits in a circle.
        let mut user = asks.by.get(Scope::User).and_then(|ask| self.seat(ask.subject));
        let mut network = asks.by.get(Scope::Network).and_then(|ask| self.seat(ask.subject));
        let mut overall = asks.by.get(Scope::Overall).map(|_| lock(&self.everybody));
        let mut buckets = [
            user.as_mut().map(|seat| seat.bucket(asks.policy, now)),
            network.as_mut().map(|seat| seat.bucket(asks.policy, now)),
            overall.as_mut().map(|everybody| &mut everybody[asks.policy.place()]),
        ];
        let mut taken = PerScope::of(|scope| {
            let terms = asks.by.get(scope)?.terms;
            buckets[scope as usize].take().map(|bucket| (bucket, terms))
        });
        take_all(&mut taken, now)
    }

    /// As [`Engine::charge`], for one of them.
    pub fn charge(&self, charge: &Charge, now: Timestamp) -> Timestamp {
        self.with(charge.policy, charge.subject, now, |bucket| {
            bucket.charge(charge.terms, charge.count, now);
            bucket.full_at()
        })
    }

    /// Learns what others have taken.
    pub fn raise(&self, policy: Policy, subject: Subject, full_at: Timestamp, now: Timestamp) {
        self.with(policy, subject, now, |bucket| bucket.raise(full_at));
    }

    fn with<T>(&self, policy: Policy, subject: Subject, now: Timestamp, change: impl FnOnce(&mut Bucket) -> T) -> T {
        match self.seat(subject) {
            Some(mut seat) => change(seat.bucket(policy, now)),
            None => change(&mut lock(&self.everybody)[policy.place()]),
        }
    }

    /// Lets go of what is not worth remembering.
    pub fn sweep(&self, now: Timestamp) {
        self.accounts.sweep(now);
        self.networks.sweep(now);
    }

    /// How much it remembers.
    pub fn tally(&self) -> Tally {
        let ((accounts, some), (networks, more)) = (self.accounts.tally(), self.networks.tally());
        Tally { accounts, networks, crowded: some.saturating_add(more) }
    }

    fn seat(&self, subject: Subject) -> Option<Seat<'_>> {
        match subject {
            Subject::Account(account) => {
                let number = account.0.as_u128();
                Some(self.accounts.seat(Member { number, neighbourhood: number }))
            }
            Subject::Network(network) => {
                let member = Member { number: network.number(), neighbourhood: network.neighbourhood() };
                Some(self.networks.seat(member))
            }
            Subject::Everybody => None,
        }
    }
}

impl Engine for LocalEngine {
    fn take<'a>(&'a self, asks: &'a Asks, now: Timestamp) -> BoxFuture<'a, Result<Verdict, EngineAway>> {
        ready(Ok(self.take(asks, now))).boxed()
    }

    fn charge<'a>(
        &'a self,
        charges: &'a [Charge],
        now: Timestamp,
    ) -> BoxFuture<'a, Result<Vec<Timestamp>, EngineAway>> {
        ready(Ok(charges.iter().map(|charge| self.charge(charge, now)).collect())).boxed()
    }

    fn probe(&self) -> BoxFuture<'_, Result<(), EngineAway>> {
        ready(Ok(())).boxed()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
