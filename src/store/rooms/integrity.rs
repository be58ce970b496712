//! What a student's page noticed: lost focus, pastes, a network that came back. Kept as it was told, with the time of its
//! arrival.

use crate::store::StoreError;
use examhall_domain::id::AttemptId;
use examhall_domain::rooms::IntegrityKind;
use examhall_domain::time::Timestamp;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{IntoActiveModel, QueryOrder, QuerySelect};

/// A row of `attempt_integrity`. `at_us` is when it happened by the page's idea of the server's clock; `seconds` is how
/// long something lasted, where that means anything.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "attempt_integrity")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub attempt_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub at_us: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: String,
    pub received_at_us: i64,
    pub seconds: Option<i64>,
}

/// Joins are written out in the queries that need them.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// What happened.
    ///
    /// Errors: [`StoreError::Corrupt`] when it is of no known kind.
    pub fn kind(&self) -> Result<IntegrityKind, StoreError> {
        IntegrityKind::parse(&self.kind).ok_or_else(|| StoreError::corrupt("attempt_integrity.kind", &self.kind))
    }
}

/// Whether an event was kept by this insert.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    Now,
    Before,
}

/// Keeps an event, unless it is kept already.
pub async fn insert<C: ConnectionTrait>(connection: &C, event: Model) -> Result<Kept, StoreError> {
    let key = [Column::AttemptId, Column::AtUs, Column::Kind];
    let unless_there = OnConflict::columns(key).do_nothing().to_owned();
    let insert = Entity::insert(event.into_active_model()).on_conflict(unless_there);
    match insert.exec_without_returning(connection).await? {
        0 => Ok(Kept::Before),
        _ => Ok(Kept::Now),
    }
}

/// Whether an event is kept.
pub async fn is_kept<C: ConnectionTrait>(
    connection: &C,
    attempt: AttemptId,
    at: Timestamp,
    kind: IntegrityKind,
) -> Result<bool, StoreError> {
    Ok(Entity::find_by_id((attempt.0, at.0, kind.name().to_owned())).one(connection).await?.is_some())
}

/// An attempt's events by when they happened.
pub async fn list<C: ConnectionTrait>(
    connection: &C,
    attempt: AttemptId,
    limit: u64,
) -> Result<Vec<Model>, StoreError> {
    let query = Entity::find()
        .filter(Column::AttemptId.eq(attempt.0))
        .order_by_asc(Column::AtUs)
        .order_by_asc(Column::Kind)
        .limit(limit);
    Ok(query.all(connection).await?)
}
