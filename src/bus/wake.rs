//! Doorbells for this instance's actors: services ring after their commit, an actor looks when it has time.
//!
//! A signal says "look", never what happened, so that it may be lost with a crash and rung twice without harm. Rings that
//! wait for the same actor melt together; too many identifiers become "look at everything".

use examhall_domain::id::{AccountId, SessionId, SittingId};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use std::hash::Hash;
use std::mem;
use std::sync::{Mutex, PoisonError};
use tokio::sync::Notify;

/// Something an actor should look at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Signal {
    /// Jobs may be due.
    JobsDue,
    /// A mail waits to be sent.
    MailWaits,
    /// Orders may be due to be brought on, or the queue may be worked off in another way.
    PaymentsDue,
    /// A room's journal has grown. The hub rings it on each instance that hears of the event.
    RoomGrew(SittingId),
    /// A room's plan, its people or who writes an attempt have changed.
    RoomChanged(SittingId),
    /// A session was revoked.
    SessionRevoked(SessionId),
    /// Somebody was taken off the staff of a sitting.
    StaffDismissed(Dismissed),
    /// What is cached under this key is out of date.
    CacheStale(String),
    /// Something was asked of an instance.
    InstanceAsked,
}

/// What to look at in a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RoomNews {
    /// The newest entries of its journal.
    Grew(SittingId),
    /// All of it.
    Changed(SittingId),
}

/// Who was taken off the staff of which sitting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Dismissed {
    pub sitting: SittingId,
    pub account: AccountId,
}

/// What there is to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Woken<T> {
    /// These, each once, in no order.
    These(Vec<T>),
    /// Too many to name.
    All,
}

/// The doorbells of one instance. Each kind has one actor that waits for it.
pub struct Wake {
    jobs: Notify,
    mails: Notify,
    payments: Notify,
    rooms: Waiting<RoomNews>,
    sessions: Waiting<SessionId>,
    dismissed: Waiting<Dismissed>,
    cached: Waiting<String>,
    instances: Notify,
}

impl Wake {
    /// Doorbells that remember up to `ids_max` identifiers of each kind.
    pub fn new(ids_max: usize) -> Self {
        Self {
            jobs: Notify::new(),
            mails: Notify::new(),
            payments: Notify::new(),
            rooms: Waiting::new(ids_max),
            sessions: Waiting::new(ids_max),
            dismissed: Waiting::new(ids_max),
            cached: Waiting::new(ids_max),
            instances: Notify::new(),
        }
    }

    /// Rings; never waits.
    pub fn ring(&self, signal: Signal) {
        match signal {
            Signal::JobsDue => self.jobs.notify_one(),
            Signal::MailWaits => self.mails.notify_one(),
            Signal::PaymentsDue => self.payments.notify_one(),
            Signal::RoomGrew(room) => self.rooms.add(RoomNews::Grew(room)),
            Signal::RoomChanged(room) => self.rooms.add(RoomNews::Changed(room)),
            Signal::SessionRevoked(session) => self.sessions.add(session),
            Signal::StaffDismissed(dismissed) => self.dismissed.add(dismissed),
            Signal::CacheStale(key) => self.cached.add(key),
            Signal::InstanceAsked => self.instances.notify_one(),
        }
    }

    /// Rings every bell, since any of them may have been missed.
    pub fn ring_everything(&self) {
        self.jobs.notify_one();
        self.mails.notify_one();
        self.payments.notify_one();
        self.instances.notify_one();
        self.rooms.add_all();
        self.sessions.add_all();
        self.dismissed.add_all();
        self.cached.add_all();
    }

    /// Waits until jobs may be due.
    pub async fn jobs(&self) {
        self.jobs.notified().await;
    }

    /// Waits until a mail waits.
    pub async fn mails(&self) {
        self.mails.notified().await;
    }

    /// Waits until orders may be due.
    pub async fn payments(&self) {
        self.payments.notified().await;
    }

    /// Waits until something may have been asked of this instance.
    pub async fn instances(&self) {
        self.instances.notified().await;
    }

    /// Waits for news of rooms.
    pub async fn rooms(&self) -> Woken<RoomNews> {
        self.rooms.next().await
    }

    /// Waits for revoked sessions.
    pub async fn sessions(&self) -> Woken<SessionId> {
        self.sessions.next().await
    }

    /// Waits for those who were taken off a staff.
    pub async fn dismissed(&self) -> Woken<Dismissed> {
        self.dismissed.next().await
    }

    /// Waits for keys of stale caches.
    pub async fn cached(&self) -> Woken<String> {
        self.cached.next().await
    }
}

struct Waiting<T> {
    ids_max: usize,
    ids: Mutex<Option<HashSet<T>>>,
    bell: Notify,
}

impl<T: Eq + Hash> Waiting<T> {
    fn new(ids_max: usize) -> Self {
        Self { ids_max, ids: Mutex::new(Some(HashSet::new())), bell: Notify::new() }
    }

    fn add(&self, id: T) {
        let mut ids = self.ids.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(named) = ids.as_mut() {
            named.insert(id);
        }
        if ids.as_ref().is_some_and(|named| named.len() > self.ids_max) {
            *ids = None;
        }
        drop(ids);
        self.bell.notify_one();
    }

    fn add_all(&self) {
        *self.ids.lock().unwrap_or_else(PoisonError::into_inner) = None;
        self.bell.notify_one();
    }

    async fn next(&self) -> Woken<T> {
        loop {
            if let Some(woken) = self.take() {
                return woken;
            }
            self.bell.notified().await;
        }
    }

    fn take(&self) -> Option<Woken<T>> {
        let mut ids = self.ids.lock().unwrap_or_else(PoisonError::into_inner);
        match ids.as_mut() {
            Some(named) if named.is_empty() => None,
            Some(named) => Some(Woken::These(mem::take(named).into_iter().collect())),
            None => {
                *ids = Some(HashSet::new());
                Some(Woken::All)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt;
    use uuid::Uuid;

    fn room(number: u128) -> SittingId {
        SittingId(Uuid::from_u128(number))
    }

    #[test]
    fn rings_melt_together() {
        let wake = Wake::new(8);
        for _ in 0..3 {
            wake.ring(Signal::JobsDue);
            wake.ring(Signal::RoomChanged(room(1)));
        }
        assert_eq!(wake.jobs().now_or_never(), Some(()));
        assert_eq!(wake.jobs().now_or_never(), None);
        assert_eq!(wake.rooms().now_or_never(), Some(Woken::These(vec![RoomNews::Changed(room(1))])));
        assert_eq!(wake.rooms().now_or_never(), None);
    }

    #[test]
    fn too_many_to_name_become_everything() {
        let wake = Wake::new(2);
        for number in 0..9 {
            wake.ring(Signal::RoomChanged(room(number)));
        }
        assert_eq!(wake.rooms().now_or_never(), Some(Woken::All));
        wake.ring(Signal::RoomGrew(room(1)));
        assert_eq!(wake.rooms().now_or_never(), Some(Woken::These(vec![RoomNews::Grew(room(1))])));
    }

    #[test]
    fn what_may_have_been_missed_wakes_everybody() {
        let wake = Wake::new(2);
        wake.ring(Signal::RoomChanged(room(1)));
        wake.ring_everything();
        assert_eq!(wake.rooms().now_or_never(), Some(Woken::All));
        assert_eq!(wake.cached().now_or_never(), Some(Woken::All));
        assert_eq!(wake.sessions().now_or_never(), Some(Woken::All));
        assert_eq!(wake.dismissed().now_or_never(), Some(Woken::All));
        assert_eq!((wake.jobs().now_or_never(), wake.payments().now_or_never()), (Some(()), Some(())));
        assert_eq!((wake.rooms().now_or_never(), wake.mails().now_or_never()), (None, Some(())));
    }

    #[test]
    fn each_kind_wakes_its_own() {
        let wake = Wake::new(2);
        wake.ring(Signal::CacheStale("exams".to_owned()));
        wake.ring(Signal::SessionRevoked(SessionId(Uuid::nil())));
        assert_eq!(wake.rooms().now_or_never(), None);
        assert_eq!(wake.cached().now_or_never(), Some(Woken::These(vec!["exams".to_owned()])));
        assert_eq!(wake.sessions().now_or_never(), Some(Woken::These(vec![SessionId(Uuid::nil())])));
        let dismissed = Dismissed { sitting: room(1), account: AccountId(Uuid::nil()) };
        wake.ring(Signal::StaffDismissed(dismissed));
        assert_eq!(wake.dismissed().now_or_never(), Some(Woken::These(vec![dismissed])));
        wake.ring(Signal::MailWaits);
        assert_eq!(wake.jobs().now_or_never(), None);
        assert_eq!(wake.mails().now_or_never(), Some(()));
    }
}
