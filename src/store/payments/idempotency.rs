//! The keys of requests that move money: what was asked under a key, and how it was answered. The conflicting insert is the
//! lock; a repeat gets the first answer.

use crate::store::{StoreError, sql};
use examhall_domain::id::AccountId;
use examhall_domain::payments::IdempotencyKey;
use examhall_domain::time::Timestamp;
use sea_orm::IntoActiveModel;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, OnConflict};

/// A row of `idempotency_keys`. Status and body are there once it is answered.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "idempotency_keys")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub route: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    pub fingerprint: Vec<u8>,
    pub status: Option<i64>,
    pub body: Option<String>,
    pub created_at_us: i64,
}

/// Joins are written out in the queries that need them.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Who asks under which key for what.
#[derive(Clone, Copy, Debug)]
pub struct Claim<'a> {
    pub account: AccountId,
    /// Method and pattern of the route: the same key means something else elsewhere.
    pub route: &'a str,
    pub key: &'a IdempotencyKey,
    /// SHA-256 over everything that must be the same in a repeat.
    pub fingerprint: [u8; 32],
}

/// Whose a key is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claimed {
    /// Nobody had it: do what it asks for.
    Ours,
    /// Somebody had it before.
    Before(Model),
}

/// How often a key is tried that others let go of in between.
const TRIES_MAX: u32 = 3;

/// Claims a key. Of those who claim one at once, one gets it and the others wait for that one's transaction to end.
///
/// Errors: [`StoreError::Busy`] when others claim it and let go of it all the time.
pub async fn claim<C: ConnectionTrait>(
    connection: &C,
    claim: Claim<'_>,
    now: Timestamp,
) -> Result<Claimed, StoreError> {
    let row = Model {
        account_id: claim.account.0,
        route: claim.route.to_owned(),
        key: claim.key.as_str().to_owned(),
        fingerprint: claim.fingerprint.to_vec(),
        status: None,
        body: None,
        created_at_us: now.0,
    };
    let once = OnConflict::columns([Column::AccountId, Column::Route, Column::Key]).do_nothing().to_owned();
    for _ in 0..TRIES_MAX {
        let insert = Entity::insert(row.clone().into_active_model()).on_conflict(once.clone());
        if insert.exec_without_returning(connection).await? == 1 {
            return Ok(Claimed::Ours);
        }
        // Whoever had it may let go of it between the two statements; then it is free.
        if let Some(before) = find(connection, claim).await? {
            return Ok(Claimed::Before(before));
        }
    }
    Err(StoreError::Busy)
}

/// Takes over a key whose request ended without an answer, as when its instance died: claimed before an instant and not
/// answered since. `false` when it is answered or somebody else took it over.
pub async fn take_over<C: ConnectionTrait>(
    connection: &C,
    claim: Claim<'_>,
    claimed_before: Timestamp,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let change = own(claim)
        .col_expr(Column::CreatedAtUs, Expr::value(now.0))
        .filter(Column::Fingerprint.eq(claim.fingerprint.to_vec()))
        .filter(Column::CreatedAtUs.lt(claimed_before.0));
    Ok(change.exec(connection).await?.rows_affected == 1)
}

/// Keeps the answer that every repeat gets. `false` when there is one already.
pub async fn answer<C: ConnectionTrait>(
    connection: &C,
    claim: Claim<'_>,
    status: u16,
    body: &str,
) -> Result<bool, StoreError> {
    let change =
        own(claim).col_expr(Column::Status, Expr::value(i64::from(status))).col_expr(Column::Body, Expr::value(body));
    Ok(change.exec(connection).await?.rows_affected == 1)
}

/// Lets go of a key that nothing was done for, so that it can be used again.
pub async fn let_go<C: ConnectionTrait>(connection: &C, claim: Claim<'_>) -> Result<(), StoreError> {
    let remove = Entity::delete_many()
        .filter(Column::AccountId.eq(claim.account.0))
        .filter(Column::Route.eq(claim.route))
        .filter(Column::Key.eq(claim.key.as_str()))
        .filter(Column::Status.is_null());
    remove.exec(connection).await?;
    Ok(())
}

/// What is kept under a key.
pub async fn find<C: ConnectionTrait>(connection: &C, claim: Claim<'_>) -> Result<Option<Model>, StoreError> {
    let key = (claim.account.0, claim.route.to_owned(), claim.key.as_str().to_owned());
    Ok(Entity::find_by_id(key).one(connection).await?)
}

/// Forgets a person's keys with their answers.
pub async fn remove_all<C: ConnectionTrait>(connection: &C, account: AccountId) -> Result<(), StoreError> {
    Entity::delete_many().filter(Column::AccountId.eq(account.0)).exec(connection).await?;
    Ok(())
}

/// Forgets keys that were claimed before an instant, at most `limit` of them; says how many.
pub async fn sweep<C: ConnectionTrait>(
    connection: &C,
    claimed_before: Timestamp,
    limit: u32,
) -> Result<u64, StoreError> {
    let sweep = "DELETE FROM idempotency_keys WHERE (account_id, route, key) IN (
                     SELECT account_id, route, key FROM idempotency_keys WHERE created_at_us < $1 LIMIT $2
                 )";
    sql::execute(connection, sweep, [claimed_before.0.into(), i64::from(limit).into()]).await
}

fn own(claim: Claim<'_>) -> sea_orm::UpdateMany<Entity> {
    Entity::update_many()
        .filter(Column::AccountId.eq(claim.account.0))
        .filter(Column::Route.eq(claim.route))
        .filter(Column::Key.eq(claim.key.as_str()))
        .filter(Column::Status.is_null())
}
