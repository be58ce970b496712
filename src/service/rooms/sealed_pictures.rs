//! Sealed pictures in memory: a room full of students costs one encryption of each.

use crate::settings::MediaSettings;
use crate::store::StoreError;
use crate::telemetry::metric;
use bytes::Bytes;
use examhall_domain::id::SittingId;
use examhall_domain::picture::PictureDigest;
use moka::sync::Cache;
use std::sync::Arc;
use tokio::sync::OnceCell;

/// What an entry takes beside the picture.
const ENTRY_BYTES: usize = 256;

/// The cache. A picture of a sitting is sealed to the same bytes each time, so nothing in it can be out of date.
pub struct SealedPictures(Cache<(SittingId, PictureDigest), Arc<Entry>>);

struct Entry {
    size_bytes: usize,
    /// Those who come while it is being sealed wait for the one who seals.
    sealed: OnceCell<Bytes>,
}

impl SealedPictures {
    /// An empty cache.
    pub fn new(settings: &MediaSettings) -> Self {
        let weigh = |_: &_, entry: &Arc<Entry>| u32::try_from(entry.size_bytes + ENTRY_BYTES).unwrap_or(u32::MAX);
        Self(Cache::builder().weigher(weigh).max_capacity(settings.sealed_cached_bytes_max).build())
    }

    /// The sealed picture, which will be so long; sealed now unless it was before.
    ///
    /// # Errors
    /// Those of `seal`.
    pub(super) async fn get_or_seal(
        &self,
        place: (SittingId, PictureDigest),
        size_bytes: usize,
        seal: impl Future<Output = Result<Bytes, StoreError>>,
    ) -> Result<Bytes, StoreError> {
        let entry = self.0.get_with(place, || Arc::new(Entry { size_bytes, sealed: OnceCell::new() }));
        if let Some(sealed) = metric::looked_up("sealed_picture", entry.sealed.get()) {
            return Ok(sealed.clone());
        }
        entry.sealed.get_or_try_init(|| seal).await.cloned()
    }
}
