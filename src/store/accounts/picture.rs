//! Pictures of people, as they came.

use crate::store::StoreError;
use examhall_domain::id::AccountId;
use sea_orm::IntoActiveModel;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use std::fmt;

const NAME_BYTES: usize = 8;

/// A row of `account_pictures`; `digest` is the SHA-256 of the bytes.
#[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "account_pictures")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: Uuid,
    pub media_type: String,
    pub bytes: Vec<u8>,
    pub digest: Vec<u8>,
}

/// Joins are written out in the queries that need them.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl fmt::Debug for Model {
    /// Without the picture.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Picture").field("account_id", &self.account_id).finish_non_exhaustive()
    }
}

/// A name for a picture that changes with it: the start of its digest.
pub fn name(digest: &[u8]) -> String {
    digest.iter().take(NAME_BYTES).map(|byte| format!("{byte:02x}")).collect()
}

/// Stores a picture in the place of the person's older one.
pub async fn put<C: ConnectionTrait>(connection: &C, picture: Model) -> Result<(), StoreError> {
    let replace = OnConflict::column(Column::AccountId)
        .update_columns([Column::MediaType, Column::Bytes, Column::Digest])
        .to_owned();
    Entity::insert(picture.into_active_model()).on_conflict(replace).exec_without_returning(connection).await?;
    Ok(())
}

/// A person's picture.
pub async fn find<C: ConnectionTrait>(connection: &C, account: AccountId) -> Result<Option<Model>, StoreError> {
    Ok(Entity::find_by_id(account.0).one(connection).await?)
}

/// Takes a person's picture away. `false` when there is none.
pub async fn remove<C: ConnectionTrait>(connection: &C, account: AccountId) -> Result<bool, StoreError> {
    Ok(Entity::delete_by_id(account.0).exec(connection).await?.rows_affected == 1)
}
