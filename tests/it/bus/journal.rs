//! A journal in memory, and the reading end of an outbox.

use bytes::Bytes;
use examhall::bus::{Channel, Doorbell, Head, Journal, JournalEntry, JournalError, Outbox, OutboxLimits, Outgoing};
use examhall_domain::id::SittingId;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use std::collections::HashMap;
use std::future::poll_fn;
use std::rc::Rc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;
use uuid::Uuid;

#[derive(Default)]
pub struct MemoryJournal {
    rooms: Mutex<HashMap<SittingId, Vec<JournalEntry>>>,
    restored: AtomicBool,
    away: AtomicBool,
    reads: AtomicUsize,
}

impl MemoryJournal {
    /// Commits the next event of a room and returns its doorbell.
    pub fn commit(&self, room: SittingId) -> Doorbell {
        self.commit_long(room, 0)
    }

    /// The same with a payload of at least so many bytes.
    pub fn commit_long(&self, room: SittingId, bytes: usize) -> Doorbell {
        let mut rooms = self.rooms.lock().unwrap();
        let entries = rooms.entry(room).or_default();
        let offset = entries.len() as i64 + 1;
        let payload = Bytes::from(format!("{offset:<bytes$}"));
        entries.push(JournalEntry { offset, payload: payload.clone() });
        Doorbell { channel: Channel::Room(room), offset: Some(offset), payload }
    }

    pub fn head_of(&self, room: SittingId) -> Head {
        let epoch = if self.restored.load(Ordering::Relaxed) { "k2" } else { "k1" };
        Head { epoch: epoch.into(), offset: self.rooms.lock().unwrap().get(&room).map_or(0, |all| all.len() as i64) }
    }

    pub fn restore(&self) {
        self.restored.store(true, Ordering::Relaxed);
    }

    pub fn set_away(&self, away: bool) {
        self.away.store(away, Ordering::Relaxed);
    }

    /// How often entries were read since the last look.
    pub fn take_reads(&self) -> usize {
        self.reads.swap(0, Ordering::Relaxed)
    }
}

impl Journal for MemoryJournal {
    fn read_after(
        &self,
        room: SittingId,
        after: i64,
        limit: u32,
    ) -> BoxFuture<'_, Result<Vec<JournalEntry>, JournalError>> {
        async move {
            self.reads.fetch_add(1, Ordering::Relaxed);
            tokio::task::yield_now().await;
            if self.away.load(Ordering::Relaxed) {
                return Err(JournalError("away".to_owned()));
            }
            let rooms = self.rooms.lock().unwrap();
            let entries = rooms.get(&room).into_iter().flatten();
            Ok(entries.filter(|entry| entry.offset > after).take(limit as usize).cloned().collect())
        }
        .boxed()
    }

    fn head(&self, room: SittingId) -> BoxFuture<'_, Result<Head, JournalError>> {
        async move {
            tokio::task::yield_now().await;
            if self.away.load(Ordering::Relaxed) {
                Err(JournalError("away".to_owned()))
            } else {
                Ok(self.head_of(room))
            }
        }
        .boxed()
    }
}

pub fn room() -> SittingId {
    SittingId(Uuid::now_v7())
}

/// An outbox that never overflows in these tests.
pub fn roomy() -> Rc<Outbox> {
    Rc::new(Outbox::new(OutboxLimits { frames_max: 10_000, bytes_max: 10_000_000 }))
}

/// The offset that the next frame carries, or the close code.
pub async fn next(outbox: &Outbox) -> Result<i64, u16> {
    let taken = tokio::time::timeout(Duration::from_secs(20), poll_fn(|cx| outbox.poll_take(cx)));
    match taken.await.expect("no frame came") {
        Outgoing::Frame(bytes) => Ok(std::str::from_utf8(&bytes[2..]).unwrap().parse().unwrap()),
        Outgoing::Last(bytes) => Err(u16::from_be_bytes([bytes[2], bytes[3]])),
    }
}

/// The next so many offsets.
pub async fn collect(outbox: &Outbox, count: usize) -> Vec<i64> {
    let mut offsets = Vec::with_capacity(count);
    while offsets.len() < count {
        offsets.push(next(outbox).await.unwrap());
    }
    offsets
}

/// Lets other tasks work until it is so.
pub async fn until(what: impl Fn() -> bool) {
    let waiting = async {
        while !what() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), waiting).await.expect("it did not become so");
}
