//! The limits of this instance: its policies, its buckets, and who is shut out.

use super::offenders::Offenders;
use super::spent::Spent;
use crate::settings::{NetworkRange, RateLimitSettings};
use crate::store::ratelimit::{Engine, EngineAway, LocalEngine};
use crate::telemetry::metric;
use examhall_domain::ratelimit::{PerScope, Policy, Terms, TermsFault};
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Everything that is known of limits; shared by all threads.
pub struct Limits {
    terms: [PerScope<Terms>; Policy::ALL.len()],
    trusted: Vec<NetworkRange>,
    /// Counts what need not be exact across instances, and everything while the shared engine is away.
    pub(super) local: LocalEngine,
    pub(super) shared: Option<Shared>,
    pub(super) offenders: Offenders,
    pub(super) keys_max: usize,
    refused: [AtomicU64; Policy::ALL.len()],
    /// How many requests had shared a bucket when it was last said.
    pub(super) crowded_told: AtomicU64,
}

/// An engine that counts for all instances.
pub(super) struct Shared {
    pub(super) engine: Arc<dyn Engine>,
    /// What was counted here alone and is told to it now and then.
    pub(super) spent: Spent,
    is_away: AtomicBool,
}

impl Limits {
    /// Limits that nobody has used yet.
    ///
    /// # Errors
    /// When quotas cannot be kept; validated settings give none.
    pub fn new(settings: &RateLimitSettings) -> Result<Self, TermsFault> {
        let mut terms = [PerScope::default(); Policy::ALL.len()];
        for policy in Policy::ALL {
            terms[policy.place()] = settings.policy(policy).terms()?;
            // A series that begins with its first refusal cannot be compared with before.
            metrics::counter!(metric::RATE_LIMIT_REFUSED_TOTAL, "policy" => policy.name()).increment(0);
        }
        metrics::counter!(metric::RATE_LIMIT_BANS_TOTAL).increment(0);
        Ok(Self {
            terms,
            trusted: settings.trusted_networks.clone(),
            local: LocalEngine::new(settings.keys_max),
            shared: None,
            offenders: Offenders::new(settings.bans()?, settings.offenders_max),
            keys_max: settings.keys_max,
            refused: Default::default(),
            crowded_told: AtomicU64::new(0),
        })
    }

    /// The same with an engine that all instances share: the policies that are exact across them ask it, and it is told now
    /// and then what the others have let through.
    #[must_use]
    pub fn shared_by(mut self, engine: Arc<dyn Engine>) -> Self {
        let spent = Spent::new(self.keys_max);
        self.shared = Some(Shared { engine, spent, is_away: AtomicBool::new(false) });
        self
    }

    /// The quotas of a policy.
    pub fn terms(&self, policy: Policy) -> &PerScope<Terms> {
        &self.terms[policy.place()]
    }

    /// Requests that a policy has refused since the start.
    pub fn refused(&self, policy: Policy) -> u64 {
        self.refused[policy.place()].load(Ordering::Relaxed)
    }

    /// Whether the engine that all instances share does not answer, so that each counts for itself.
    pub fn has_fallen_back(&self) -> bool {
        self.shared.as_ref().is_some_and(Shared::is_away)
    }

    pub(super) fn trusts(&self, address: IpAddr) -> bool {
        self.trusted.iter().any(|range| range.contains(address))
    }

    pub(super) fn note_refusal(&self, policy: Policy) {
        self.refused[policy.place()].fetch_add(1, Ordering::Relaxed);
        metrics::counter!(metric::RATE_LIMIT_REFUSED_TOTAL, "policy" => policy.name()).increment(1);
    }
}

impl Shared {
    pub(super) fn is_away(&self) -> bool {
        self.is_away.load(Ordering::Relaxed)
    }

    /// It did not answer. Said once.
    pub(super) fn note_away(&self, away: &EngineAway) {
        if self.note(true) {
            tracing::error!(error = %away, "limits are counted by each instance for itself");
        }
    }

    /// Notes whether it answers; says whether that is news.
    pub(super) fn note(&self, is_away: bool) -> bool {
        self.is_away.swap(is_away, Ordering::Relaxed) != is_away
    }
}
