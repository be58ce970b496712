//! The journal of rooms as the bus reads it.

use crate::bus::{Head, Journal, JournalEntry, JournalError};
use crate::service::exams::api::paper_key;
use crate::service::rooms::event::{self, Place};
use crate::store::rooms::{journal, room};
use crate::store::{Store, StoreError};
use examhall_domain::id::SittingId;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use std::sync::Arc;

/// Reads journals from the store and phrases their entries.
pub struct StoredJournal {
    store: Store,
    epoch: Arc<str>,
}

impl StoredJournal {
    /// A reader whose offsets belong to this epoch.
    pub fn new(store: Store, epoch: Arc<str>) -> Self {
        Self { store, epoch }
    }
}

/// Entries after an offset, lowest first, in the words of the room's channel.
///
/// # Errors
/// Those of the store.
pub async fn messages(
    store: &Store,
    epoch: &str,
    id: SittingId,
    after: i64,
    limit: u32,
) -> Result<Vec<JournalEntry>, StoreError> {
    let entries = journal::read(store.read(), id, after, u64::from(limit)).await?;
    if entries.is_empty() {
        return Ok(Vec::new());
    }
    let paper_key = paper_key(store, id).await?;
    let phrase = |entry: journal::Entry| {
        let place = Place { room: id, epoch, seq: entry.seq, at: entry.at };
        JournalEntry { offset: entry.seq, payload: event::numbered(place, &entry.event, &paper_key) }
    };
    Ok(entries.into_iter().map(phrase).collect())
}

impl Journal for StoredJournal {
    fn read_after(
        &self,
        room: SittingId,
        after: i64,
        limit: u32,
    ) -> BoxFuture<'_, Result<Vec<JournalEntry>, JournalError>> {
        async move { messages(&self.store, &self.epoch, room, after, limit).await.map_err(unreadable) }.boxed()
    }

    fn head(&self, id: SittingId) -> BoxFuture<'_, Result<Head, JournalError>> {
        async move {
            let row = room::find(self.store.read(), id).await.map_err(unreadable)?;
            Ok(Head { epoch: self.epoch.clone(), offset: row.map_or(0, |row| row.version) })
        }
        .boxed()
    }
}

fn unreadable(error: StoreError) -> JournalError {
    JournalError(error.to_string())
}
