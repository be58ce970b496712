//! The picture of a person: put in place, shown, and taken away.
//!
//! It is kept as it came and served as the type that its content has, never as another: drawing it anew on the server
//! would need decoders, which are what pictures attack. The page draws it anew in the browser before it is sent, which
//! makes it small and leaves behind what a camera wrote beside it.

use crate::service::accounts::api::{self, Caller, Picture};
use crate::service::problem::{ProblemType, Refusal};
use crate::service::{Answer, Context, audit};
use crate::store::accounts::picture;
use crate::store::{Priority, StoreError, Transaction};
use examhall_domain::accounts::picture::SIDE_MAX;
use examhall_domain::accounts::{PictureFault, PictureFormat};
use examhall_domain::id::AccountId;
use serde_json::json;
use sha2::{Digest, Sha256};

/// Puts a picture in the place of the caller's older one; the same one again changes nothing.
///
/// # Errors
/// `not-a-picture`, `picture-too-wide`.
pub async fn put_picture(cx: &Context, caller: &Caller, bytes: Vec<u8>) -> Answer<()> {
    let format = PictureFormat::of(&bytes).map_err(refused)?;
    let digest = Sha256::digest(&bytes).to_vec();
    let row =
        picture::Model { account_id: caller.account.0, media_type: format.media_type().to_owned(), bytes, digest };
    cx.store
        .in_transaction(Priority::Rest, async |transaction: &Transaction| {
            picture::put(transaction, row.clone()).await?;
            record(cx, transaction, caller.account, "accounts.picture_changed").await
        })
        .await?;
    Ok(())
}

/// The caller's picture, if there is one.
///
/// # Errors
/// Those of the store.
pub async fn read_picture(cx: &Context, caller: &Caller) -> Answer<Option<Picture>> {
    api::picture_of(cx, caller.account).await
}

/// Takes the caller's picture away; without one there is nothing to do.
///
/// # Errors
/// Those of the store.
pub async fn remove_picture(cx: &Context, caller: &Caller) -> Answer<()> {
    cx.store
        .in_transaction(Priority::Rest, async |transaction: &Transaction| {
            if picture::remove(transaction, caller.account).await? {
                record(cx, transaction, caller.account, "accounts.picture_removed").await?;
            }
            Ok::<_, StoreError>(())
        })
        .await?;
    Ok(())
}

fn refused(fault: PictureFault) -> Refusal {
    match fault {
        PictureFault::Unknown => ProblemType::NotAPicture.into(),
        PictureFault::TooLarge => Refusal::new(ProblemType::PictureTooWide).arg("max", SIDE_MAX),
    }
}

async fn record(
    cx: &Context,
    transaction: &Transaction,
    account: AccountId,
    action: &'static str,
) -> Result<(), StoreError> {
    let object = audit::Object { kind: "account", id: &account };
    audit::record(cx, transaction, Some(account), action, object, json!({})).await
}
