//! The hub of one instance: doorbells in, each event once and in order out to the worker threads.
//!
//! Boot starts one. It follows only rooms with members here. Whatever the transport loses, doubles or reorders is repaired
//! from the journal, read once for the whole instance however many sockets wait. Killed at any line, nothing is lost: rooms
//! are opened again from the journal when people come back.

use super::channel::{Channel, Doorbell};
use super::close::CloseCode;
use super::feed::{Event, RingLimits, Step};
use super::journal::{Head, Journal, JournalError};
use super::subscription::{Subscription, Subscriptions};
use super::threads::{Drain, ThreadLine, Threads, ToThread};
use super::wake::{Signal, Wake};
use super::wire::Frame;
use super::{Bus, Health, Sink};
use crate::settings::BusSettings;
use bytes::Bytes;
use examhall_domain::id::SittingId;
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};
use tokio::runtime::Handle;
use tokio::sync::Notify;

/// The last event that a client has seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Since {
    pub epoch: String,
    pub offset: i64,
}

/// How somebody who comes back catches up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recovery {
    /// Everything missed, as JSON texts in order; `offset` is the newest of them, or the client's own when it missed nothing.
    Events { payloads: Vec<Bytes>, offset: i64 },
    /// Too much was missed, or offsets cannot be compared: the room's state has to be sent.
    Snapshot,
}

/// The events of one instance.
pub struct Hub {
    bus: Arc<dyn Bus>,
    journal: Arc<dyn Journal>,
    wake: Wake,
    settings: BusSettings,
    subscriptions: Subscriptions,
    threads: Threads,
    gap: Notify,
    runtime: Handle,
    own: Weak<Hub>,
}

impl Hub {
    /// A hub over a transport that nobody else is attached to. What it does by itself runs on the given runtime, which has to
    /// live as long as the hub.
    pub async fn start(
        bus: Arc<dyn Bus>,
        journal: Arc<dyn Journal>,
        settings: BusSettings,
        runtime: Handle,
    ) -> Arc<Self> {
        let limits = RingLimits { entries_max: settings.ring_entries_max, bytes_max: settings.ring_bytes_max };
        let hub = Arc::new_cyclic(|own| Self {
            bus,
            journal,
            wake: Wake::new(settings.wake_ids_max),
            settings,
            subscriptions: Subscriptions::new(limits),
            threads: Threads::default(),
            gap: Notify::new(),
            runtime,
            own: own.clone(),
        });
        hub.bus.attach(Arc::new(Arrivals(Arc::downgrade(&hub))));
        for channel in [Channel::Cache, Channel::Control] {
            hub.subscribe(channel).await;
        }
        hub
    }

    /// The doorbells of this instance's actors.
    pub fn wake(&self) -> &Wake {
        &self.wake
    }

    /// Rings a doorbell everywhere, after the commit. Without the transport this instance still hears it, and the others
    /// find numbered events when they look at the heads.
    pub async fn publish(&self, doorbell: Doorbell) {
        if let Err(error) = self.bus.publish(doorbell.clone()).await {
            // The transport says once that it is away, and not for each event.
            tracing::debug!(%error, channel = %doorbell.channel, "a doorbell was heard by this instance only");
            self.arrive(doorbell);
        }
    }

    /// Rings a doorbell on this instance alone.
    pub fn tell_here(&self, doorbell: Doorbell) {
        self.arrive(doorbell);
    }

    /// Tells every socket of this instance that it may have missed what has no number, such as a message to its person.
    pub fn tell_missed(&self, message: &[u8]) {
        self.threads.tell(&ToThread::TellAll(Frame::text(message)));
    }

    /// Wakes the actors of every instance.
    pub async fn announce(&self, signal: &Signal) {
        let channel = match signal {
            Signal::CacheStale(_) => Channel::Cache,
            Signal::JobsDue
            | Signal::MailWaits
            | Signal::PaymentsDue
            | Signal::RoomGrew(_)
            | Signal::RoomChanged(_)
            | Signal::SessionRevoked(_)
            | Signal::StaffDismissed(_)
            | Signal::InstanceAsked => Channel::Control,
        };
        match serde_json::to_vec(signal) {
            Ok(payload) => self.publish(Doorbell { channel, offset: None, payload: payload.into() }).await,
            Err(error) => unreachable!("a signal is plain data: {error}"),
        }
    }

    /// Sockets of this instance that follow a channel.
    pub fn members(&self, channel: Channel) -> usize {
        self.subscriptions.members(channel)
    }

    /// Rooms with members on this instance: those whose heads should be looked at.
    pub fn open_rooms(&self) -> Vec<SittingId> {
        self.subscriptions.rooms()
    }

    /// Whether heads should be looked at often.
    pub fn health(&self) -> Health {
        self.bus.health()
    }

    /// How long the transport takes; nothing where that is not known.
    pub fn round_trip(&self) -> Option<Duration> {
        self.bus.round_trip()
    }

    /// Waits until doorbells may have been missed since the last time.
    pub async fn gap(&self) {
        self.gap.notified().await;
    }

    /// The newest event that this instance has delivered in a room, and the epoch; nothing before somebody joined it.
    pub fn head(&self, room: SittingId) -> Option<Head> {
        self.subscriptions.get(Channel::Room(room))?.feed().head().cloned()
    }

    /// What a client missed since it was last here, up to at least the offset that its state was read at. The caller has
    /// joined the room before, and releases its seat after the returned offset.
    ///
    /// # Errors
    /// When the journal is needed and cannot be read.
    pub async fn recover(&self, room: SittingId, since: &Since, at_least: i64) -> Result<Recovery, JournalError> {
        let Some(subscription) = self.subscriptions.get(Channel::Room(room)) else { return Ok(Recovery::Snapshot) };
        self.catch_up(room, &subscription, at_least.max(since.offset)).await?;
        {
            let feed = subscription.feed();
            let head = feed.head().filter(|head| *head.epoch == *since.epoch && head.offset >= since.offset);
            let Some(head) = head else { return Ok(Recovery::Snapshot) };
            if let Some(payloads) = feed.since(since.offset) {
                return Ok(Recovery::Events { payloads, offset: head.offset });
            }
        }
        self.recover_from_journal(room, since.offset).await
    }

    /// Compares what was delivered with the heads of the journals and repairs what differs: each second while the transport
    /// is degraded, now and then otherwise.
    pub async fn reconcile(&self, heads: &[(SittingId, Head)]) {
        for (room, head) in heads {
            let Some(subscription) = self.subscriptions.get(Channel::Room(*room)) else { continue };
            let step = subscription.feed().reconcile(head);
            self.take_step(*room, &subscription, step);
        }
    }

    /// Tells every socket to go, slice by slice; returns at once.
    pub fn drain(&self, drain: Drain) {
        self.threads.tell(&ToThread::Drain(drain));
    }

    pub(super) fn settings(&self) -> &BusSettings {
        &self.settings
    }

    pub(super) fn line(&self) -> ThreadLine {
        self.threads.add(self.settings.thread_queue_max)
    }

    pub(super) fn enter(&self, channel: Channel) {
        self.subscriptions.enter(channel);
    }

    /// Waits until the channel's events arrive; the caller has entered it.
    pub(super) async fn ready(&self, channel: Channel) -> Result<(), JournalError> {
        let Some(subscription) = self.subscriptions.get(channel) else { return Ok(()) };
        let mut ready = subscription.ready.lock().await;
        if *ready {
            return Ok(());
        }
        self.subscribe(channel).await;
        if let Channel::Room(room) = channel {
            self.open(room, &subscription).await?;
        }
        *ready = true;
        Ok(())
    }

    pub(super) fn leave(&self, channel: Channel) {
        if let (true, Some(hub)) = (self.subscriptions.leave(channel), self.own.upgrade()) {
            self.runtime.spawn(async move { hub.desert(channel).await });
        }
    }

    async fn subscribe(&self, channel: Channel) {
        if let Err(error) = self.bus.subscribe(channel).await {
            tracing::debug!(%error, %channel, "a channel is followed by looking at the journal until the transport is back");
        }
    }

    async fn open(&self, room: SittingId, subscription: &Arc<Subscription>) -> Result<(), JournalError> {
        let head = self.journal.head(room).await?;
        let depth = u32::try_from(self.settings.ring_entries_max).unwrap_or(u32::MAX);
        let recent = self.journal.read_after(room, (head.offset - i64::from(depth)).max(0), depth).await?;
        let step = subscription.feed().open(head, recent);
        self.take_step(room, subscription, step);
        Ok(())
    }

    async fn desert(&self, channel: Channel) {
        let Some(subscription) = self.subscriptions.get(channel) else { return };
        let mut ready = subscription.ready.lock().await;
        if self.subscriptions.members(channel) > 0 {
            return;
        }
        if let Err(error) = self.bus.unsubscribe(channel).await {
            tracing::debug!(%error, %channel, "a deserted channel is left when the transport is back");
        }
        *ready = false;
        subscription.feed().close();
        self.subscriptions.forget(channel);
    }

    fn arrive(&self, doorbell: Doorbell) {
        match (doorbell.channel, doorbell.offset) {
            (Channel::Cache | Channel::Control, _) => self.wake_for(&doorbell.payload),
            (Channel::Room(room), Some(offset)) => self.arrive_numbered(room, offset, &doorbell.payload),
            (channel @ (Channel::Room(_) | Channel::Staff(_) | Channel::User(_)), _) => {
                if self.subscriptions.members(channel) > 0 {
                    let frame = Frame::text(&doorbell.payload);
                    self.threads.tell(&ToThread::Deliver { channel, offset: None, frame, arrived: Instant::now() });
                }
            }
        }
    }

    fn arrive_numbered(&self, room: SittingId, offset: i64, payload: &Bytes) {
        if let Some(subscription) = self.subscriptions.get(Channel::Room(room)) {
            let mut feed = subscription.feed();
            match feed.ring(offset, payload) {
                // Told under the feed's lock, so that the threads get what the feed numbered in the feed's order.
                Step::Deliver(event) => self.deliver(room, event),
                step @ (Step::Nothing | Step::Fill | Step::Restart) => {
                    drop(feed);
                    self.take_step(room, &subscription, step);
                }
            }
        }
        // The sockets first. Whoever is woken finds the head that the room has grown to.
        self.wake.ring(Signal::RoomGrew(room));
    }

    fn wake_for(&self, payload: &[u8]) {
        match serde_json::from_slice(payload) {
            Ok(signal) => self.wake.ring(signal),
            Err(error) => tracing::warn!(%error, "a signal of another version was not understood"),
        }
    }

    fn take_step(&self, room: SittingId, subscription: &Arc<Subscription>, step: Step) {
        match step {
            Step::Nothing => {}
            Step::Deliver(event) => self.deliver(room, event),
            Step::Restart => {
                self.threads.tell(&ToThread::Close { channel: Channel::Room(room), code: CloseCode::TooSlow });
            }
            Step::Fill => {
                let Some(hub) = self.own.upgrade() else { return };
                let subscription = subscription.clone();
                self.runtime.spawn(async move { hub.fill(room, &subscription).await });
            }
        }
    }

    async fn fill(&self, room: SittingId, subscription: &Subscription) {
        if let Err(error) = self.catch_up(room, subscription, 0).await {
            tracing::warn!(%error, %room, "missed events will be read again at the next look");
        }
    }

    async fn catch_up(&self, room: SittingId, subscription: &Subscription, at_least: i64) -> Result<(), JournalError> {
        let _turn = subscription.turn.lock().await;
        loop {
            let Some(after) = subscription.feed().missing(at_least) else { return Ok(()) };
            let read = self.journal.read_after(room, after, self.settings.journal_batch).await;
            let mut feed = subscription.feed();
            let entries = read.inspect_err(|_| feed.pause())?;
            if entries.is_empty() {
                feed.settle();
                return Ok(());
            }
            for event in feed.append(entries) {
                self.deliver(room, event);
            }
            // Nobody else says that the room has changed: its doorbell was lost.
            self.wake.ring(Signal::RoomGrew(room));
        }
    }

    async fn recover_from_journal(&self, room: SittingId, after: i64) -> Result<Recovery, JournalError> {
        let limit = self.settings.recover_entries_max;
        let entries = self.journal.read_after(room, after, limit.saturating_add(1)).await?;
        match entries.last() {
            Some(newest) if entries.len() <= limit as usize => {
                let offset = newest.offset;
                Ok(Recovery::Events { payloads: entries.into_iter().map(|entry| entry.payload).collect(), offset })
            }
            Some(_) | None => Ok(Recovery::Snapshot),
        }
    }

    fn deliver(&self, room: SittingId, event: Event) {
        let Event { offset, frame } = event;
        let channel = Channel::Room(room);
        self.threads.tell(&ToThread::Deliver { channel, offset: Some(offset), frame, arrived: Instant::now() });
    }
}

/// The transport keeps this instead of the hub, which keeps the transport.
struct Arrivals(Weak<Hub>);

impl Sink for Arrivals {
    fn ring(&self, doorbell: Doorbell) {
        if let Some(hub) = self.0.upgrade() {
            hub.arrive(doorbell);
        }
    }

    /// What was missed is not known, so that everybody looks at everything.
    fn gap(&self) {
        if let Some(hub) = self.0.upgrade() {
            hub.wake.ring_everything();
            hub.gap.notify_one();
        }
    }
}
