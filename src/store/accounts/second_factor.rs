//! Second factors: one for each account, its secret sealed.

use crate::store::{StoreError, sql};
use examhall_domain::accounts::Step;
use examhall_domain::id::AccountId;
use examhall_domain::time::Timestamp;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{IntoActiveModel, QuerySelect};

/// A row of `second_factors`. `key` names what the secret is sealed with; `last_step` is the newest code that was accepted.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "second_factors")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: Uuid,
    pub key: String,
    pub nonce: Vec<u8>,
    pub sealed: Vec<u8>,
    pub last_step: Option<i64>,
    pub begun_at_us: i64,
    /// From when on it counts; before, it is only offered.
    pub confirmed_at_us: Option<i64>,
}

/// Joins are written out in the queries that need them.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// What the secret was sealed with, beside the key.
    ///
    /// Errors: [`StoreError::Corrupt`] when it has not 12 bytes.
    pub fn nonce(&self) -> Result<[u8; 12], StoreError> {
        sql::bytes("second_factors.nonce", &self.nonce)
    }
}

/// Stores a factor in the place of the account's older one.
pub async fn put<C: ConnectionTrait>(connection: &C, factor: Model) -> Result<(), StoreError> {
    let columns =
        [Column::Key, Column::Nonce, Column::Sealed, Column::LastStep, Column::BegunAtUs, Column::ConfirmedAtUs];
    let replace = OnConflict::column(Column::AccountId).update_columns(columns).to_owned();
    Entity::insert(factor.into_active_model()).on_conflict(replace).exec_without_returning(connection).await?;
    Ok(())
}

/// An account's factor, confirmed or not.
pub async fn find<C: ConnectionTrait>(connection: &C, account: AccountId) -> Result<Option<Model>, StoreError> {
    Ok(Entity::find_by_id(account.0).one(connection).await?)
}

/// The same, held until the transaction ends, so that of two who offer one code at once one is let in.
pub async fn find_for_update<C: ConnectionTrait>(
    connection: &C,
    account: AccountId,
) -> Result<Option<Model>, StoreError> {
    // The builder leaves the lock out for SQLite, where a transaction that may write is alone anyway.
    Ok(Entity::find_by_id(account.0).lock_exclusive().one(connection).await?)
}

/// Makes an offered factor count. `false` when there is none, or it counts already.
pub async fn confirm<C: ConnectionTrait>(
    connection: &C,
    account: AccountId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let change = Entity::update_many()
        .col_expr(Column::ConfirmedAtUs, Expr::value(now.0))
        .filter(Column::AccountId.eq(account.0))
        .filter(Column::ConfirmedAtUs.is_null());
    Ok(change.exec(connection).await?.rows_affected == 1)
}

/// Notes the step of a code that was accepted.
pub async fn set_last_step<C: ConnectionTrait>(
    connection: &C,
    account: AccountId,
    step: Step,
) -> Result<(), StoreError> {
    let change =
        Entity::update_many().col_expr(Column::LastStep, Expr::value(step.0)).filter(Column::AccountId.eq(account.0));
    change.exec(connection).await?;
    Ok(())
}

/// Takes an account's factor away. `false` when there is none.
pub async fn remove<C: ConnectionTrait>(connection: &C, account: AccountId) -> Result<bool, StoreError> {
    Ok(Entity::delete_by_id(account.0).exec(connection).await?.rows_affected == 1)
}
