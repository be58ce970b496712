//! Who is in a room on other instances. Each instance tells who is with it, for the length of a lease, and learns from the
//! same call who is with the others; nobody is ever asked. What is kept is no truth: an instance that ends takes its
//! people along when its lease runs out.

mod redis;

pub use self::redis::RedisPresence;

use examhall_domain::id::SittingId;
use examhall_domain::rooms::Present;
use futures_util::FutureExt;
use futures_util::future::{BoxFuture, ready};

/// Nobody could be told or asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it is not known who is on other instances: {0}")]
pub struct PresenceAway(pub String);

/// Knows who is where.
pub trait Presence: Send + Sync + 'static {
    /// Tells who is in the room here, and answers who is there on other instances.
    ///
    /// # Errors
    /// When it cannot be told or is not known, within a time that a person may wait.
    fn exchange(&self, room: SittingId, here: Vec<Present>) -> BoxFuture<'_, Result<Vec<Present>, PresenceAway>>;
}

/// An instance that shares its rooms with nobody.
pub struct Alone;

impl Presence for Alone {
    fn exchange(&self, _: SittingId, _: Vec<Present>) -> BoxFuture<'_, Result<Vec<Present>, PresenceAway>> {
        ready(Ok(Vec::new())).boxed()
    }
}
