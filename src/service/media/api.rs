//! What later slices may know of pictures.

use crate::store::media::picture;
use crate::store::{Store, StoreError, Transaction};
use examhall_domain::picture::{Picture, PictureDigest, PictureFacts, PictureKind};
use examhall_domain::time::Timestamp;
use std::collections::BTreeMap;

/// What is known of pictures without their bytes, by their digests.
pub type PicturesKnown = BTreeMap<PictureDigest, PictureFacts>;

/// A picture as it was stored.
#[derive(Clone, Debug)]
pub struct StoredPicture {
    pub digest: PictureDigest,
    pub kind: PictureKind,
    pub bytes: Vec<u8>,
}

/// Stores a picture in the transaction of what has it; the same picture is stored once.
///
/// # Errors
/// Those of the store.
pub async fn keep(transaction: &Transaction, picture: &Picture, now: Timestamp) -> Result<(), StoreError> {
    picture::insert(transaction, picture, now).await
}

/// Holds a picture until the transaction ends: whoever adds it to something meanwhile waits.
///
/// # Errors
/// Those of the store.
pub async fn hold(transaction: &Transaction, digest: PictureDigest) -> Result<(), StoreError> {
    picture::lock(transaction, digest).await
}

/// Forgets a picture that is held and that nothing has any more.
///
/// # Errors
/// Those of the store.
pub async fn forget(transaction: &Transaction, digest: PictureDigest) -> Result<(), StoreError> {
    picture::remove(transaction, digest).await
}

/// What is known of these pictures; those that nobody stored are left out.
///
/// # Errors
/// Those of the store.
pub async fn known(store: &Store, pictures: &[PictureDigest]) -> Result<PicturesKnown, StoreError> {
    picture::facts(store.read(), pictures).await
}

/// A picture that something stored names.
///
/// # Errors
/// Those of the store; [`StoreError::Corrupt`] when it is not there.
pub async fn load(store: &Store, digest: PictureDigest) -> Result<StoredPicture, StoreError> {
    let found = picture::find(store.read(), digest).await?;
    let (kind, bytes) = found.ok_or_else(|| StoreError::corrupt("pictures.digest", &"there is no such picture"))?;
    Ok(StoredPicture { digest, kind, bytes })
}
