//! Where the truth about numbered events is read: the room's journal in SQL, behind a trait so that the bus knows no store.

use bytes::Bytes;
use examhall_domain::id::SittingId;
use futures_util::future::BoxFuture;
use std::sync::Arc;

/// The newest point of a room's journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// Names one life of the journal; another epoch means that offsets cannot be compared.
    pub epoch: Arc<str>,
    pub offset: i64,
}

/// One numbered event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalEntry {
    pub offset: i64,
    /// The complete event message, the same bytes as on the doorbell.
    pub payload: Bytes,
}

/// Reads the journals of rooms.
pub trait Journal: Send + Sync + 'static {
    /// Entries after the offset, lowest first, at most `limit`; an entry is visible before its doorbell rings.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn read_after(
        &self,
        room: SittingId,
        after: i64,
        limit: u32,
    ) -> BoxFuture<'_, Result<Vec<JournalEntry>, JournalError>>;

    /// The newest entry's offset (0 before the first) and the epoch.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn head(&self, room: SittingId) -> BoxFuture<'_, Result<Head, JournalError>>;
}

/// The journal could not be read just now.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the room's journal cannot be read: {0}")]
pub struct JournalError(pub String);
