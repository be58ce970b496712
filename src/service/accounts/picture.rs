//! The picture of a person: put in place, shown, and taken away.
//!
//! What a camera wrote beside it is left out, and it is served as the type that its content has, never as another: drawing
//! it anew on the server would need decoders, which are what pictures attack. The page draws it anew in the browser before
//! it is sent, which makes it small.

use crate::service::accounts::api::{self, Caller, Picture};
use crate::service::problem::Refusal;
use crate::service::{Answer, Context, audit};
use crate::store::accounts::picture;
use crate::store::{Priority, StoreError, Transaction};
use examhall_domain::id::AccountId;
use examhall_domain::picture::{Picture as Portrait, PictureLimits};
use serde_json::json;

/// What a face takes and no viewer's memory minds.
const PIXELS_MAX: u64 = 1_000_000;

/// Puts a picture in the place of the caller's older one; the same one again changes nothing.
///
/// # Errors
/// `validation-failed` with what is wrong with the file, and those of the store.
pub async fn put_picture(cx: &Context, caller: &Caller, bytes: Vec<u8>) -> Answer<()> {
    let limits = PictureLimits { bytes_max: cx.settings.accounts.picture_bytes_max, pixels_max: PIXELS_MAX };
    let portrait = Portrait::read(&bytes, limits).map_err(Refusal::from)?;
    let row = picture::Model {
        account_id: caller.account.0,
        media_type: portrait.kind().media_type().to_owned(),
        digest: portrait.digest().0.to_vec(),
        bytes: portrait.bytes().to_vec(),
    };
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

async fn record(
    cx: &Context,
    transaction: &Transaction,
    account: AccountId,
    action: &'static str,
) -> Result<(), StoreError> {
    let object = audit::Object { kind: "account", id: &account };
    audit::record(cx, transaction, Some(account), action, object, json!({})).await
}
