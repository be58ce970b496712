//! What people may be, beside the object scope that exams and sittings carry.

use crate::store::{StoreError, sql};
use examhall_domain::accounts::{Role, Roles, UnknownRole};
use examhall_domain::id::AccountId;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{DbBackend, FromQueryResult, IntoActiveModel};
use std::collections::HashMap;

/// A row of `account_roles`; the role is the domain's word for it.
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
pub async fn grant<C: ConnectionTrait>(connection: &C, account: AccountId, role: Role) -> Result<(), StoreError> {
    let row = Model { account_id: account.0, role: role.name().to_owned() };
    let insert = Entity::insert(row.into_active_model())
        .on_conflict(OnConflict::columns([Column::AccountId, Column::Role]).do_nothing().to_owned());
    insert.exec_without_returning(connection).await?;
    Ok(())
}

/// Takes a role away. `false` when the person did not have it.
pub async fn revoke<C: ConnectionTrait>(connection: &C, account: AccountId, role: Role) -> Result<bool, StoreError> {
    let deleted = Entity::delete_by_id((account.0, role.name().to_owned())).exec(connection).await?;
    Ok(deleted.rows_affected == 1)
}

/// A person's roles.
///
/// Errors: [`StoreError::Corrupt`] when one of them is none.
pub async fn of_account<C: ConnectionTrait>(connection: &C, account: AccountId) -> Result<Roles, StoreError> {
    let rows = Entity::find().filter(Column::AccountId.eq(account.0)).all(connection).await?;
    let roles: Result<Roles, UnknownRole> = rows.iter().map(|row| row.role.parse::<Role>()).collect();
    roles.map_err(|why| StoreError::corrupt("account_roles.role", &why))
}

/// The roles of several people; who has none is left out.
///
/// Errors: [`StoreError::Corrupt`] as above.
pub async fn of_accounts<C: ConnectionTrait>(
    connection: &C,
    accounts: &[AccountId],
) -> Result<HashMap<AccountId, Roles>, StoreError> {
    let ids = accounts.iter().map(|account| account.0);
    let mut found = HashMap::new();
    for row in Entity::find().filter(Column::AccountId.is_in(ids)).all(connection).await? {
        let role: Role =
            row.role.parse().map_err(|why: UnknownRole| StoreError::corrupt("account_roles.role", &why))?;
        let roles = found.entry(AccountId(row.account_id)).or_insert(Roles::NONE);
        *roles = roles.with(role);
    }
    Ok(found)
}

/// Whether anybody has the role: an installation without an admin has to be given one.
pub async fn is_held<C: ConnectionTrait>(connection: &C, role: Role) -> Result<bool, StoreError> {
    Ok(Entity::find().filter(Column::Role.eq(role.name())).one(connection).await?.is_some())
}

/// Whether somebody beside this person has the role, can sign in, and is not about to be erased. Their rows are held until
/// the transaction ends, so that of the last two not both can leave at once.
pub async fn is_held_by_another<C: ConnectionTrait>(
    connection: &C,
    role: Role,
    account: AccountId,
) -> Result<bool, StoreError> {
    let lock = match connection.get_database_backend() {
        DbBackend::Postgres => "FOR UPDATE OF a",
        _ => "",
    };
    let query = format!(
        "SELECT a.id FROM accounts a JOIN account_roles r ON r.account_id = a.id
         WHERE r.role = $1 AND a.id <> $2 AND a.disabled_at_us IS NULL AND a.erased_from_us IS NULL
         ORDER BY a.id {lock}"
    );
    let others: Vec<Holder> = sql::all(connection, &query, [role.name().into(), account.0.into()]).await?;
    Ok(others.iter().any(|other| other.id != account.0))
}

/// Takes all roles of a person away.
pub async fn revoke_all<C: ConnectionTrait>(connection: &C, account: AccountId) -> Result<(), StoreError> {
    Entity::delete_many().filter(Column::AccountId.eq(account.0)).exec(connection).await?;
    Ok(())
}

#[derive(FromQueryResult)]
struct Holder {
    id: Uuid,
}
