//! Whether doorbells can be trusted to arrive: only while this instance hears what it says to itself.

use super::super::Health;
use crate::telemetry::metric;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// The words to oneself.
pub(super) struct Pulse {
    health: watch::Sender<Health>,
    words: Mutex<Words>,
}

#[derive(Default)]
struct Words {
    /// The last word and when it was sent.
    sent: Option<(u64, Instant)>,
    round_trip: Option<Duration>,
}

impl Pulse {
    /// Nothing was heard yet.
    pub(super) fn new() -> Self {
        metrics::gauge!(metric::EVENT_BUS_CONNECTED).set(0);
        Self { health: watch::Sender::new(Health::Degraded), words: Mutex::default() }
    }

    /// The next word to send.
    pub(super) fn next(&self) -> u64 {
        let mut words = self.words();
        let number = words.sent.map_or(1, |(last, _)| last.wrapping_add(1));
        words.sent = Some((number, Instant::now()));
        number
    }

    /// A word came back.
    pub(super) fn hear(&self, number: u64) {
        let mut words = self.words();
        // An older one says that it arrives, and not how long it took.
        if let Some((_, at)) = words.sent.filter(|(last, _)| *last == number) {
            let round_trip = at.elapsed();
            words.round_trip = Some(round_trip);
            metrics::histogram!(metric::EVENT_BUS_ROUND_TRIP_SECONDS).record(round_trip.as_secs_f64());
        }
    }

    /// How long the last word took; nothing while none comes back.
    pub(super) fn round_trip(&self) -> Option<Duration> {
        let is_connected = *self.health.borrow() == Health::Connected;
        self.words().round_trip.filter(|_| is_connected)
    }

    /// Whether they come back.
    pub(super) fn health(&self) -> Health {
        *self.health.borrow()
    }

    /// Notes whether they come back; says whether that is news.
    pub(super) fn note(&self, health: Health) -> bool {
        metrics::gauge!(metric::EVENT_BUS_CONNECTED).set(u8::from(health == Health::Connected));
        self.health.send_replace(health) != health
    }

    /// Waits until they come back.
    pub(super) async fn until_connected(&self) {
        // The sender is here, so that it cannot have ended.
        let _ = self.health.subscribe().wait_for(|health| *health == Health::Connected).await;
    }

    fn words(&self) -> MutexGuard<'_, Words> {
        self.words.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
