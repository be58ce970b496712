//! What people may be, beside the object scope that exams and sittings carry.

use crate::store::StoreError;
use examhall_domain::id::AccountId;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{IntoActiveModel, QueryOrder};

/// A row of `account_roles`; the role is spelled as the domain formats it.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "account_roles")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub role: String,
}

/// Joins are written out in the queries that need them.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Gives a role; giving it again changes nothing.
pub async fn grant<C: ConnectionTrait>(connection: &C, account: AccountId, role: &str) -> Result<(), StoreError> {
    let row = Model { account_id: account.0, role: role.to_owned() };
    let insert = Entity::insert(row.into_active_model())
        .on_conflict(OnConflict::columns([Column::AccountId, Column::Role]).do_nothing().to_owned());
    insert.exec_without_returning(connection).await?;
    Ok(())
}

/// Takes a role away. `false` when the person did not have it.
pub async fn revoke<C: ConnectionTrait>(connection: &C, account: AccountId, role: &str) -> Result<bool, StoreError> {
    let deleted = Entity::delete_by_id((account.0, role.to_owned())).exec(connection).await?;
    Ok(deleted.rows_affected == 1)
}

/// A person's roles in alphabetical order.
pub async fn of_account<C: ConnectionTrait>(connection: &C, account: AccountId) -> Result<Vec<String>, StoreError> {
    let rows =
        Entity::find().filter(Column::AccountId.eq(account.0)).order_by_asc(Column::Role).all(connection).await?;
    Ok(rows.into_iter().map(|row| row.role).collect())
}

/// Whether anybody has the role: an installation without an admin has to be given one.
pub async fn is_held<C: ConnectionTrait>(connection: &C, role: &str) -> Result<bool, StoreError> {
    Ok(Entity::find().filter(Column::Role.eq(role)).one(connection).await?.is_some())
}
