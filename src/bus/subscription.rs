//! Which channels this instance listens to: those with members, and what each of them needs to stay in order.

use super::channel::Channel;
use super::feed::{Feed, RingLimits};
use examhall_domain::id::SittingId;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// One channel that somebody on this instance follows.
pub(super) struct Subscription {
    /// Held while the transport is asked; says whether doorbells arrive.
    pub(super) ready: tokio::sync::Mutex<bool>,
    /// Held by the one who reads the journal.
    pub(super) turn: tokio::sync::Mutex<()>,
    feed: Mutex<Feed>,
}

impl Subscription {
    /// The numbered events; unused by channels that have none.
    pub(super) fn feed(&self) -> MutexGuard<'_, Feed> {
        self.feed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The channels with members.
pub(super) struct Subscriptions {
    limits: RingLimits,
    table: Mutex<HashMap<Channel, Entry>>,
}

struct Entry {
    members: usize,
    subscription: Arc<Subscription>,
}

impl Subscriptions {
    pub(super) fn new(limits: RingLimits) -> Self {
        Self { limits, table: Mutex::default() }
    }

    /// One member more.
    pub(super) fn enter(&self, channel: Channel) {
        self.table().entry(channel).or_insert_with(|| Entry::new(self.limits)).members += 1;
    }

    /// One member less; says whether the channel is deserted now.
    pub(super) fn leave(&self, channel: Channel) -> bool {
        let mut table = self.table();
        let Some(entry) = table.get_mut(&channel) else { return false };
        entry.members -= 1;
        entry.members == 0
    }

    /// What somebody follows.
    pub(super) fn get(&self, channel: Channel) -> Option<Arc<Subscription>> {
        self.table().get(&channel).map(|entry| entry.subscription.clone())
    }

    /// Forgets a channel unless somebody came back.
    pub(super) fn forget(&self, channel: Channel) {
        let mut table = self.table();
        if table.get(&channel).is_some_and(|entry| entry.members == 0) {
            table.remove(&channel);
        }
    }

    /// Members of a channel on this instance.
    pub(super) fn members(&self, channel: Channel) -> usize {
        self.table().get(&channel).map_or(0, |entry| entry.members)
    }

    /// Rooms with members.
    pub(super) fn rooms(&self) -> Vec<SittingId> {
        let room = |channel: &Channel| match channel {
            Channel::Room(id) => Some(*id),
            Channel::Staff(_) | Channel::User(_) | Channel::Cache | Channel::Control => None,
        };
        self.table().keys().filter_map(room).collect()
    }

    fn table(&self) -> MutexGuard<'_, HashMap<Channel, Entry>> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Entry {
    fn new(limits: RingLimits) -> Self {
        let subscription = Subscription {
            ready: tokio::sync::Mutex::new(false),
            turn: tokio::sync::Mutex::new(()),
            feed: Mutex::new(Feed::new(limits)),
        };
        Self { members: 0, subscription: Arc::new(subscription) }
    }
}
