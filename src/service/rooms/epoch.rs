//! The epoch of the journals: offsets of another one cannot be compared.

use crate::gateway::ids::Ids;
use crate::store::{Priority, Store, StoreError, house};
use std::sync::Arc;

/// The epoch of this database's journals, named at its first use; instances that start together get the same.
///
/// # Errors
/// Those of the store.
pub async fn name(store: &Store, ids: &dyn Ids) -> Result<Arc<str>, StoreError> {
    // Only the first start writes: a command beside a serving instance must not wait for its writer.
    if let Some(epoch) = house::find(store.read(), house::EPOCH).await? {
        return Ok(epoch.into());
    }
    let offered = ids.uuid().simple().to_string();
    let transaction = store.begin(Priority::Rest).await?;
    let epoch = house::find_or_put(&transaction, house::EPOCH, &offered).await?;
    transaction.commit().await?;
    Ok(epoch.into())
}
