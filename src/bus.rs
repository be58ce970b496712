//! Events: between instances over a transport, and from an instance to its sockets.
//!
//! A doorbell says that something was committed; it may be lost, doubled or late. The [`Hub`] turns doorbells into each
//! event exactly once and in order, with the journal as the truth. Nothing here knows what an event means, who may see it
//! or how a socket is served.

mod channel;
mod close;
mod fanout;
mod feed;
mod hub;
mod journal;
mod local;
mod member;
mod outbox;
mod redis;
mod subscription;
mod threads;
mod wake;
mod wire;

pub use self::redis::RedisBus;
pub use channel::{Channel, Doorbell};
pub use close::{CloseCode, Return, ReturnWindow};
pub use fanout::{Fanout, Listing, Seat};
pub use hub::{Hub, Recovery, Since};
pub use journal::{Head, Journal, JournalEntry, JournalError};
pub use local::LocalBus;
pub use outbox::{Ending, Outbox, OutboxLimits, Outgoing};
pub use threads::Drain;
pub use wake::{Dismissed, RoomNews, Signal, Wake, Woken};
pub use wire::Frame;

use futures_util::future::BoxFuture;
use std::sync::Arc;
use std::time::Duration;

/// A transport of doorbells between instances.
///
/// Delivery is at most once and without order as far as callers may rely on it; what was published to a subscribed channel
/// normally arrives, at the publisher's own instance too.
pub trait Bus: Send + Sync + 'static {
    /// Where arriving doorbells go. Called once, before anything is subscribed.
    fn attach(&self, sink: Arc<dyn Sink>);

    /// Sends a doorbell to every instance that subscribes its channel.
    ///
    /// # Errors
    /// When the transport is known not to have taken it.
    fn publish(&self, doorbell: Doorbell) -> BoxFuture<'_, Result<(), BusError>>;

    /// Starts delivery of a channel; a second call changes nothing.
    ///
    /// # Errors
    /// When the transport is away; the engine still remembers the wish and honours it when it is back.
    fn subscribe(&self, channel: Channel) -> BoxFuture<'_, Result<(), BusError>>;

    /// Ends delivery of a channel; a second call changes nothing.
    ///
    /// # Errors
    /// When the transport is away; the engine still forgets the wish.
    fn unsubscribe(&self, channel: Channel) -> BoxFuture<'_, Result<(), BusError>>;

    /// Whether doorbells can be trusted to arrive at present.
    fn health(&self) -> Health;

    /// How long a word to oneself took lately; nothing where none is sent or none comes back.
    fn round_trip(&self) -> Option<Duration>;
}

/// Takes doorbells from a transport; called from any thread and must not block.
pub trait Sink: Send + Sync + 'static {
    /// A doorbell arrived.
    fn ring(&self, doorbell: Doorbell);

    /// Doorbells may have been missed until now, or are missed from now on.
    fn gap(&self);
}

/// What a transport thinks of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Health {
    /// Doorbells arrive.
    Connected,
    /// Doorbells may be missing: journals have to be polled.
    Degraded,
}

/// The transport did not do what was asked; the journal still has everything.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the event transport is away: {0}")]
pub struct BusError(pub String);
