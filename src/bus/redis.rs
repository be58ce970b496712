//! The transport between instances: doorbells through the channels of Redis (`PUBLISH`, `SUBSCRIBE`).
//!
//! Boot starts one where Redis is configured. This instance hears what it says at once and without Redis; what comes back
//! is only passed on from others. Redis may go away, hang, come back empty or be replaced at any time: doorbells are lost
//! then, which is told to whoever follows them, and nobody ever waits for it.
//!
//! In a cluster plain channels are used and not sharded ones: each node passes every message on to all others, which
//! doorbells are few enough for (one for an event, not one for a socket), so that one connection to any node hears all of
//! them, survives the moving of slots, and can be proven alive by one word to oneself. The keys carry hash tags all the same.

mod envelope;
mod publisher;
mod pulse;
mod shared;
mod subscriber;
mod wishes;

use super::{Bus, BusError, Channel, Doorbell, Health, Sink};
use crate::redis_link::Reach;
use crate::settings::RedisSettings;
use envelope::Content;
use futures_util::FutureExt;
use futures_util::future::{BoxFuture, ready};
use publisher::Publisher;
use shared::{Letter, Shared};
use std::sync::Arc;
use std::time::Duration;
use subscriber::Subscriber;
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tokio::sync::mpsc::error::TrySendError;
use tokio::task::AbortHandle;
use uuid::Uuid;

/// The engine.
pub struct RedisBus {
    shared: Arc<Shared>,
    waiting: mpsc::Sender<Letter>,
    answer: Duration,
    tasks: [AbortHandle; 2],
}

impl RedisBus {
    /// Begins to connect, on a runtime that lives as long as the engine. `own` names this life of this instance.
    pub fn start(settings: &RedisSettings, reach: Arc<Reach>, own: Uuid, runtime: &Handle) -> Self {
        let shared = Arc::new(Shared::new(own, &settings.key_prefix));
        let (waiting, queue) = mpsc::channel(settings.doorbells_waiting_max);
        let publisher = Publisher::new(shared.clone(), reach.clone(), queue, settings);
        let subscriber = Subscriber::new(shared.clone(), reach, settings);
        let tasks = [runtime.spawn(publisher.run()).abort_handle(), runtime.spawn(subscriber.run()).abort_handle()];
        Self { shared, waiting, answer: Duration::from_millis(settings.answer_ms), tasks }
    }

    /// Waits until doorbells arrive.
    pub async fn until_connected(&self) {
        self.shared.pulse.until_connected().await;
    }

    fn send(&self, doorbell: Doorbell) -> Result<(), BusError> {
        let name = self.shared.wishes.name(doorbell.channel);
        if !self.shared.is_sending() {
            self.shared.lose(1);
            return Err(BusError("there is no connection at the moment".to_owned()));
        }
        let content = Content::Event { offset: doorbell.offset, payload: doorbell.payload.clone() };
        let is_wanted = self.shared.wishes.find(&name).is_some();
        match self.waiting.try_send(self.shared.letter(name, content)) {
            Ok(()) => {
                if is_wanted {
                    self.shared.ring(doorbell);
                }
                Ok(())
            }
            Err(TrySendError::Full(_) | TrySendError::Closed(_)) => {
                self.shared.lose(1);
                Err(BusError("more waits than can be sent".to_owned()))
            }
        }
    }
}

impl Bus for RedisBus {
    fn attach(&self, sink: Arc<dyn Sink>) {
        self.shared.attach(sink);
    }

    fn publish(&self, doorbell: Doorbell) -> BoxFuture<'_, Result<(), BusError>> {
        ready(self.send(doorbell)).boxed()
    }

    fn subscribe(&self, channel: Channel) -> BoxFuture<'_, Result<(), BusError>> {
        let number = self.shared.wishes.add(channel);
        async move {
            match tokio::time::timeout(self.answer, self.shared.wishes.until_heeded(number)).await {
                Ok(true) => Ok(()),
                Ok(false) => Err(BusError("there is no connection at the moment".to_owned())),
                Err(_) => Err(BusError(format!("no answer within {} ms", self.answer.as_millis()))),
            }
        }
        .boxed()
    }

    fn unsubscribe(&self, channel: Channel) -> BoxFuture<'_, Result<(), BusError>> {
        self.shared.wishes.remove(channel);
        ready(Ok(())).boxed()
    }

    fn health(&self) -> Health {
        self.shared.pulse.health()
    }

    fn round_trip(&self) -> Option<Duration> {
        self.shared.pulse.round_trip()
    }
}

impl Drop for RedisBus {
    fn drop(&mut self) {
        self.tasks.iter().for_each(AbortHandle::abort);
    }
}
