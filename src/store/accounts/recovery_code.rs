//! Recovery codes that were not used yet, known by their digests alone.

use crate::store::StoreError;
use examhall_domain::accounts::RecoveryCode;
use examhall_domain::id::AccountId;
use sea_orm::IntoActiveModel;
use sea_orm::entity::prelude::*;

/// A row of `recovery_codes`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "recovery_codes")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub digest: Vec<u8>,
}

/// Joins are written out in the queries that need them.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Stores codes in the place of the account's older ones; none takes them away.
pub async fn replace<C: ConnectionTrait>(
    connection: &C,
    account: AccountId,
    codes: &[RecoveryCode],
) -> Result<(), StoreError> {
    Entity::delete_many().filter(Column::AccountId.eq(account.0)).exec(connection).await?;
    let row = |code: &RecoveryCode| Model { account_id: account.0, digest: code.digest().to_vec() };
    if !codes.is_empty() {
        let rows = codes.iter().map(|code| row(code).into_active_model());
        Entity::insert_many(rows).exec_without_returning(connection).await?;
    }
    Ok(())
}

/// Uses a code up. `false` when the account has no such code, or it was used before.
pub async fn use_up<C: ConnectionTrait>(
    connection: &C,
    account: AccountId,
    code: &RecoveryCode,
) -> Result<bool, StoreError> {
    let used = Entity::delete_by_id((account.0, code.digest().to_vec())).exec(connection).await?;
    Ok(used.rows_affected == 1)
}

/// How many codes of an account were not used yet.
pub async fn count<C: ConnectionTrait>(connection: &C, account: AccountId) -> Result<u64, StoreError> {
    Ok(Entity::find().filter(Column::AccountId.eq(account.0)).count(connection).await?)
}
