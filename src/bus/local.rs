//! The transport of a single instance: a doorbell goes straight back to the instance that rang it.

use super::{Bus, BusError, Channel, Doorbell, Health, Sink};
use futures_util::future::{BoxFuture, FutureExt, ready};
use std::collections::HashSet;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};
use std::time::Duration;

/// In-process delivery; never degraded.
#[derive(Default)]
pub struct LocalBus {
    sink: OnceLock<Arc<dyn Sink>>,
    subscribed: RwLock<HashSet<Channel>>,
}

impl Bus for LocalBus {
    fn attach(&self, sink: Arc<dyn Sink>) {
        assert!(self.sink.set(sink).is_ok(), "a transport serves one hub");
    }

    fn publish(&self, doorbell: Doorbell) -> BoxFuture<'_, Result<(), BusError>> {
        let wanted = self.subscribed.read().unwrap_or_else(PoisonError::into_inner).contains(&doorbell.channel);
        if let (true, Some(sink)) = (wanted, self.sink.get()) {
            sink.ring(doorbell);
        }
        ready(Ok(())).boxed()
    }

    fn subscribe(&self, channel: Channel) -> BoxFuture<'_, Result<(), BusError>> {
        self.subscribed.write().unwrap_or_else(PoisonError::into_inner).insert(channel);
        ready(Ok(())).boxed()
    }

    fn unsubscribe(&self, channel: Channel) -> BoxFuture<'_, Result<(), BusError>> {
        self.subscribed.write().unwrap_or_else(PoisonError::into_inner).remove(&channel);
        ready(Ok(())).boxed()
    }

    fn health(&self) -> Health {
        Health::Connected
    }

    fn round_trip(&self) -> Option<Duration> {
        None
    }
}
