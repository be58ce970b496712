//! What happens once per database, whoever asks for it first.

use crate::service::{Answer, Context};
use crate::store::{Priority, house};

/// Of all who claim a name, on every instance and after every start, one gets it: `true` for that one, this once.
///
/// # Errors
/// Those of the store.
pub async fn claim(cx: &Context, name: &str) -> Answer<bool> {
    let mine = cx.ids.uuid().to_string();
    let transaction = cx.store.begin(Priority::Rest).await?;
    let kept = house::find_or_put(&transaction, name, &mine).await?;
    transaction.commit().await?;
    Ok(kept == mine)
}

/// Whether somebody has claimed a name.
///
/// # Errors
/// Those of the store.
pub async fn is_claimed(cx: &Context, name: &str) -> Answer<bool> {
    Ok(house::find(cx.store.read(), name).await?.is_some())
}
