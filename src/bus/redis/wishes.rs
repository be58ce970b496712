//! The channels that this instance wants to hear. The wish is what counts: whoever listens brings the server in line with
//! it, now or when there is one again.

use super::super::Channel;
use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::{Notify, watch};

/// All wishes.
pub(super) struct Wishes {
    prefix: String,
    table: Mutex<Table>,
    changed: Notify,
    heeded: watch::Sender<Heeded>,
}

#[derive(Default)]
struct Table {
    channels: HashMap<String, Channel>,
    /// Counts the changes.
    number: u64,
}

/// How far the server is in line with the wishes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Heeded {
    pub(super) is_listening: bool,
    /// The last change that it knows.
    pub(super) number: u64,
}

/// What has to be said to the server.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Difference {
    pub(super) wanted: Vec<String>,
    pub(super) unwanted: Vec<String>,
    /// The last change that this covers.
    pub(super) number: u64,
}

impl Wishes {
    /// None yet. The prefix stands before the name of every channel.
    pub(super) fn new(prefix: &str) -> Self {
        Self {
            prefix: prefix.to_owned(),
            table: Mutex::default(),
            changed: Notify::new(),
            heeded: watch::Sender::new(Heeded::default()),
        }
    }

    /// What a channel is called at the server.
    pub(super) fn name(&self, channel: Channel) -> String {
        format!("{}{}", self.prefix, channel.key())
    }

    /// Wants a channel; answers the number of the change to wait for.
    pub(super) fn add(&self, channel: Channel) -> u64 {
        let mut table = self.table();
        if table.channels.insert(self.name(channel), channel).is_none() {
            table.number += 1;
            self.changed.notify_one();
        }
        table.number
    }

    /// Wants it no more.
    pub(super) fn remove(&self, channel: Channel) {
        let mut table = self.table();
        if table.channels.remove(&self.name(channel)).is_some() {
            table.number += 1;
            self.changed.notify_one();
        }
    }

    /// The channel of this name, if it is wanted.
    pub(super) fn find(&self, name: &str) -> Option<Channel> {
        self.table().channels.get(name).copied()
    }

    /// Waits until wishes have changed since the last time.
    pub(super) async fn changed(&self) {
        self.changed.notified().await;
    }

    /// What the server has to be told when it has these.
    pub(super) fn difference(&self, subscribed: &HashSet<String>) -> Difference {
        let table = self.table();
        Difference {
            wanted: table.channels.keys().filter(|name| !subscribed.contains(*name)).cloned().collect(),
            unwanted: subscribed.iter().filter(|name| !table.channels.contains_key(*name)).cloned().collect(),
            number: table.number,
        }
    }

    /// Says how far the server is.
    pub(super) fn heed(&self, heeded: Heeded) {
        self.heeded.send_replace(heeded);
    }

    /// Waits until the server knows a change, or cannot be told; says whether it knows.
    pub(super) async fn until_heeded(&self, number: u64) -> bool {
        let mut heeded = self.heeded.subscribe();
        let settled = heeded.wait_for(|heeded| !heeded.is_listening || heeded.number >= number).await;
        settled.is_ok_and(|heeded| heeded.is_listening)
    }

    fn table(&self) -> MutexGuard<'_, Table> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use examhall_domain::id::SittingId;
    use futures_util::FutureExt;
    use uuid::Uuid;

    fn room(number: u128) -> Channel {
        Channel::Room(SittingId(Uuid::from_u128(number)))
    }

    #[test]
    fn the_difference_is_what_the_server_lacks_and_what_it_has_too_much() {
        let wishes = Wishes::new("x:");
        wishes.add(room(1));
        assert_eq!(wishes.add(room(2)), 2);
        assert_eq!(wishes.add(room(2)), 2, "a second wish changes nothing");
        let subscribed: HashSet<String> = [wishes.name(room(2)), wishes.name(room(3))].into();
        let difference = wishes.difference(&subscribed);
        assert_eq!((difference.wanted, difference.unwanted), (vec![wishes.name(room(1))], vec![wishes.name(room(3))]));
        assert_eq!(wishes.find(&wishes.name(room(1))), Some(room(1)));
        wishes.remove(room(1));
        assert_eq!(wishes.find(&wishes.name(room(1))), None);
        assert!(wishes.name(room(1)).starts_with("x:room:{"));
    }

    #[test]
    fn a_wish_waits_for_the_server_unless_there_is_none() {
        let wishes = Wishes::new("");
        let number = wishes.add(room(1));
        assert_eq!(wishes.until_heeded(number).now_or_never(), Some(false));
        wishes.heed(Heeded { is_listening: true, number: 0 });
        assert_eq!(wishes.until_heeded(number).now_or_never(), None);
        wishes.heed(Heeded { is_listening: true, number });
        assert_eq!(wishes.until_heeded(number).now_or_never(), Some(true));
    }
}
