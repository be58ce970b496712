//! Who was refused lately and who is shut out, in bounded memory.

use examhall_domain::ratelimit::{Ban, BanTerms, Offender, Subject};
use examhall_domain::time::Timestamp;
use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Everybody who was refused and is not forgotten.
pub struct Offenders {
    terms: BanTerms,
    /// Beyond it nobody is remembered anew: who is refused is refused all the same.
    known_max: usize,
    known: Mutex<HashMap<Subject, Offender>>,
    /// Bans that are not known to be over, so that a request costs no look while there are none.
    bans: AtomicUsize,
}

impl Offenders {
    /// Nobody yet.
    pub(super) fn new(terms: BanTerms, known_max: usize) -> Self {
        Self { terms, known_max, known: Mutex::default(), bans: AtomicUsize::new(0) }
    }

    pub(super) fn nobody_is_banned(&self) -> bool {
        self.bans.load(Ordering::Relaxed) == 0
    }

    pub(super) fn ban(&self, subject: Subject, now: Timestamp) -> Option<Ban> {
        self.known().get(&subject)?.ban(now)
    }

    /// A request was refused. Answers the ban that begins with it.
    pub(super) fn breach(&self, subject: Subject, now: Timestamp) -> Option<Ban> {
        let mut known = self.known();
        if known.len() >= self.known_max && !known.contains_key(&subject) {
            return None;
        }
        let ban = known.entry(subject).or_default().breach(&self.terms, now)?;
        self.bans.fetch_add(1, Ordering::Relaxed);
        Some(ban)
    }

    /// The bans that run, the latest first.
    pub(super) fn bans(&self, now: Timestamp) -> Vec<(Subject, Ban)> {
        let known = self.known();
        let mut bans: Vec<_> = known.iter().filter_map(|(subject, known)| Some((*subject, known.ban(now)?))).collect();
        bans.sort_unstable_by_key(|(subject, ban)| (std::cmp::Reverse(ban.since), *subject));
        bans
    }

    /// Forgets somebody altogether; says whether they were shut out.
    pub(super) fn lift(&self, subject: Subject, now: Timestamp) -> bool {
        let mut known = self.known();
        let lifted = known.remove(&subject).is_some_and(|known| known.ban(now).is_some());
        self.count(&known, now);
        lifted
    }

    /// Forgets those of whom nothing is left to remember; answers how many are shut out.
    pub(super) fn sweep(&self, now: Timestamp) -> usize {
        let mut known = self.known();
        known.retain(|_, offender| !offender.is_forgotten(&self.terms, now));
        self.count(&known, now)
    }

    fn count(&self, known: &HashMap<Subject, Offender>, now: Timestamp) -> usize {
        let bans = known.values().filter(|offender| offender.ban(now).is_some()).count();
        self.bans.store(bans, Ordering::Relaxed);
        bans
    }

    fn known(&self) -> MutexGuard<'_, HashMap<Subject, Offender>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
