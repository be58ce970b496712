//! Links in mails: one of a kind for each account, known by its digest alone.

use crate::store::{StoreError, sql};
use examhall_domain::accounts::{Link, LinkKind};
use examhall_domain::id::AccountId;
use examhall_domain::time::Timestamp;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{IntoActiveModel, QuerySelect};

/// A row of `account_links`; `digest` is the SHA-256 of what stands in the link.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "account_links")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: String,
    pub digest: Vec<u8>,
    pub expires_at_us: i64,
}

/// Joins are written out in the queries that need them.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// The link as the domain's rules take it.
    ///
    /// Errors: [`StoreError::Corrupt`] when its kind is none.
    pub fn link(&self) -> Result<Link, StoreError> {
        let kind: Result<LinkKind, _> = self.kind.parse();
        let kind = kind.map_err(|why| StoreError::corrupt("account_links.kind", &why))?;
        Ok(Link { kind, expires_at: Timestamp(self.expires_at_us) })
    }
}

/// Stores a link in the place of the account's older one of the same kind.
pub async fn put<C: ConnectionTrait>(connection: &C, link: Model) -> Result<(), StoreError> {
    let replace = OnConflict::columns([Column::AccountId, Column::Kind])
        .update_columns([Column::Digest, Column::ExpiresAtUs])
        .to_owned();
    Entity::insert(link.into_active_model()).on_conflict(replace).exec_without_returning(connection).await?;
    Ok(())
}

/// The link with this digest.
pub async fn find<C: ConnectionTrait>(connection: &C, digest: &[u8; 32]) -> Result<Option<Model>, StoreError> {
    Ok(Entity::find().filter(Column::Digest.eq(digest.to_vec())).one(connection).await?)
}

/// The same, held until the transaction ends, so that of several who use it at once one does.
pub async fn find_for_update<C: ConnectionTrait>(
    connection: &C,
    digest: &[u8; 32],
) -> Result<Option<Model>, StoreError> {
    let query = Entity::find().filter(Column::Digest.eq(digest.to_vec())).lock_exclusive();
    Ok(query.one(connection).await?)
}

/// Makes the account's link of a kind void, if there is one.
pub async fn void<C: ConnectionTrait>(connection: &C, account: AccountId, kind: LinkKind) -> Result<(), StoreError> {
    Entity::delete_by_id((account.0, kind.name().to_owned())).exec(connection).await?;
    Ok(())
}

/// Makes all of an account's links void.
pub async fn void_all<C: ConnectionTrait>(connection: &C, account: AccountId) -> Result<(), StoreError> {
    Entity::delete_many().filter(Column::AccountId.eq(account.0)).exec(connection).await?;
    Ok(())
}

/// Forgets links that expired before an instant; says how many.
pub async fn sweep<C: ConnectionTrait>(connection: &C, expired_before: Timestamp) -> Result<u64, StoreError> {
    sql::execute(connection, "DELETE FROM account_links WHERE expires_at_us < $1", [expired_before.0.into()]).await
}
