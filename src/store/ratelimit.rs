//! Where buckets of rate limits are kept: an engine counts exactly for as far as it reaches.
//!
//! The [`LocalEngine`] reaches as far as this instance and cannot fail. The [`RedisEngine`] is shared by all instances; it
//! implements the same trait and passes the same contract tests.

mod crowd;
mod local;
mod redis;

pub use self::redis::RedisEngine;
pub use local::{LocalEngine, Tally};

use examhall_domain::ratelimit::{PerScope, Policy, Subject, Terms, Verdict};
use examhall_domain::time::Timestamp;
use futures_util::future::BoxFuture;

/// One request, by everything that it is counted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asks {
    pub policy: Policy,
    pub by: PerScope<Ask>,
}

/// One bucket that a request takes from. Subject and policy name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ask {
    pub subject: Subject,
    pub terms: Terms,
}

/// The engine did not answer, so that nobody knows whether it counted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the engine of rate limits is away: {0}")]
pub struct EngineAway(pub String);

/// Keeps buckets.
pub trait Engine: Send + Sync + 'static {
    /// Takes one from every bucket, or from none when any of them has none.
    ///
    /// # Errors
    /// When it cannot tell, within a time that a request may wait.
    fn take<'a>(&'a self, asks: &'a Asks, now: Timestamp) -> BoxFuture<'a, Result<Verdict, EngineAway>>;

    /// Whether it would answer.
    ///
    /// # Errors
    /// When it would not.
    fn probe(&self) -> BoxFuture<'_, Result<(), EngineAway>>;
}
