//! The rungs of the lock-out ladder per (mail address, network). The address is stored only as its SHA-256, for people
//! type passwords into that field.

use crate::store::StoreError;
use crate::store::sql;
use examhall_domain::time::Timestamp;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{IntoActiveModel, QuerySelect};

/// A row of `sign_in_ladder`; `subject` is the SHA-256 of the normalised address.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sign_in_ladder")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub subject: Vec<u8>,
    #[sea_orm(primary_key, auto_increment = false)]
    pub network: String,
    pub failures: i64,
    pub last_failure_at_us: i64,
    pub locked_until_us: Option<i64>,
}

/// Joins are written out in the queries that need them.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The rung somebody stands on, if any.
pub async fn find<C: ConnectionTrait>(
    connection: &C,
    subject: &[u8; 32],
    network: &str,
) -> Result<Option<Model>, StoreError> {
    Ok(Entity::find_by_id((subject.to_vec(), network.to_owned())).one(connection).await?)
}

/// The rung, held until the transaction ends, so that of two failures at once both count.
pub async fn find_for_update<C: ConnectionTrait>(
    connection: &C,
    subject: &[u8; 32],
    network: &str,
) -> Result<Option<Model>, StoreError> {
    // The builder leaves the lock out for SQLite, where a transaction that may write is alone anyway.
    let query = Entity::find_by_id((subject.to_vec(), network.to_owned())).lock_exclusive();
    Ok(query.one(connection).await?)
}

/// Gives somebody who never failed a rung of none, so that [`find_for_update`] has something to hold: of first failures
/// at once, all count.
pub async fn ground<C: ConnectionTrait>(
    connection: &C,
    subject: &[u8; 32],
    network: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let rung = Model {
        subject: subject.to_vec(),
        network: network.to_owned(),
        failures: 0,
        last_failure_at_us: now.0,
        locked_until_us: None,
    };
    let insert = Entity::insert(rung.into_active_model())
        .on_conflict(OnConflict::columns([Column::Subject, Column::Network]).do_nothing().to_owned());
    insert.exec_without_returning(connection).await?;
    Ok(())
}

/// Puts somebody on a rung.
pub async fn put<C: ConnectionTrait>(connection: &C, rung: Model) -> Result<(), StoreError> {
    let replace = OnConflict::columns([Column::Subject, Column::Network])
        .update_columns([Column::Failures, Column::LastFailureAtUs, Column::LockedUntilUs])
        .to_owned();
    let insert = Entity::insert(rung.into_active_model()).on_conflict(replace);
    insert.exec_without_returning(connection).await?;
    Ok(())
}

/// Takes somebody off the ladder after a good sign-in.
pub async fn clear<C: ConnectionTrait>(connection: &C, subject: &[u8; 32], network: &str) -> Result<(), StoreError> {
    Entity::delete_by_id((subject.to_vec(), network.to_owned())).exec(connection).await?;
    Ok(())
}

/// Takes somebody off the ladder in every network.
pub async fn clear_everywhere<C: ConnectionTrait>(connection: &C, subject: &[u8; 32]) -> Result<(), StoreError> {
    Entity::delete_many().filter(Column::Subject.eq(subject.to_vec())).exec(connection).await?;
    Ok(())
}

/// Forgets rungs whose last failure is older than an instant; says how many.
pub async fn sweep<C: ConnectionTrait>(connection: &C, failed_before: Timestamp) -> Result<u64, StoreError> {
    sql::execute(connection, "DELETE FROM sign_in_ladder WHERE last_failure_at_us < $1", [failed_before.0.into()]).await
}
