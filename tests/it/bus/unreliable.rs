//! A transport that drops, doubles and reorders on purpose, the same way for the same seed.

use examhall::bus::{Bus, BusError, Channel, Doorbell, Health, LocalBus, Sink};
use futures_util::FutureExt;
use futures_util::future::{BoxFuture, ready};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What goes wrong, in percent of the doorbells.
#[derive(Clone, Copy, Debug)]
pub struct Faults {
    pub dropped: u32,
    pub doubled: u32,
    pub delayed: u32,
}

pub struct Unreliable {
    inner: LocalBus,
    faults: Faults,
    state: Mutex<(StdRng, Vec<Doorbell>)>,
}

impl Unreliable {
    pub fn new(seed: u64, faults: Faults) -> Self {
        Self { inner: LocalBus::default(), faults, state: Mutex::new((StdRng::seed_from_u64(seed), Vec::new())) }
    }

    fn disturb(&self, doorbell: Doorbell) -> Vec<Doorbell> {
        let mut state = self.state.lock().unwrap();
        let (random, delayed) = &mut *state;
        let mut hits = |percent: u32| random.random_range(0..100) < percent;
        if hits(self.faults.dropped) {
            return Vec::new();
        }
        if hits(self.faults.delayed) {
            delayed.push(doorbell);
            return Vec::new();
        }
        let mut out = vec![doorbell.clone()];
        if hits(self.faults.doubled) {
            out.push(doorbell);
        }
        if hits(50) {
            out.extend(delayed.drain(..).rev());
        }
        out
    }
}

impl Bus for Unreliable {
    fn attach(&self, sink: Arc<dyn Sink>) {
        self.inner.attach(sink);
    }

    fn publish(&self, doorbell: Doorbell) -> BoxFuture<'_, Result<(), BusError>> {
        for doorbell in self.disturb(doorbell) {
            self.inner.publish(doorbell).now_or_never().unwrap().unwrap();
        }
        ready(Ok(())).boxed()
    }

    fn subscribe(&self, channel: Channel) -> BoxFuture<'_, Result<(), BusError>> {
        self.inner.subscribe(channel)
    }

    fn unsubscribe(&self, channel: Channel) -> BoxFuture<'_, Result<(), BusError>> {
        self.inner.unsubscribe(channel)
    }

    fn health(&self) -> Health {
        Health::Degraded
    }

    fn round_trip(&self) -> Option<Duration> {
        None
    }
}

/// A transport that takes nothing.
pub struct Broken;

impl Bus for Broken {
    fn attach(&self, _: Arc<dyn Sink>) {}

    fn publish(&self, _: Doorbell) -> BoxFuture<'_, Result<(), BusError>> {
        refused()
    }

    fn subscribe(&self, _: Channel) -> BoxFuture<'_, Result<(), BusError>> {
        refused()
    }

    fn unsubscribe(&self, _: Channel) -> BoxFuture<'_, Result<(), BusError>> {
        refused()
    }

    fn health(&self) -> Health {
        Health::Degraded
    }

    fn round_trip(&self) -> Option<Duration> {
        None
    }
}

fn refused() -> BoxFuture<'static, Result<(), BusError>> {
    ready(Err(BusError("away".to_owned()))).boxed()
}
