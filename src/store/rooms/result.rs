//! What attempts were marked with. Marking again replaces the result.

use super::attempt;
use crate::store::StoreError;
use examhall_domain::id::{AttemptId, SittingId};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{OnConflict, Query};
use sea_orm::{DbBackend, IntoActiveModel, QuerySelect};

/// A row of `attempt_results`. Marks are in 10⁻⁵ of a point; `detail` is the domain's result as JSON.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "attempt_results")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub attempt_id: Uuid,
    pub score: i64,
    pub max: i64,
    pub provisional: bool,
    pub marked_at_us: i64,
    pub detail: String,
}

/// Joins are written out in the queries that need them.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Stores or replaces a result.
pub async fn put<C: ConnectionTrait>(connection: &C, result: Model) -> Result<(), StoreError> {
    let replace = OnConflict::column(Column::AttemptId)
        .update_columns([Column::Score, Column::Max, Column::Provisional, Column::MarkedAtUs, Column::Detail])
        .to_owned();
    Entity::insert(result.into_active_model()).on_conflict(replace).exec_without_returning(connection).await?;
    Ok(())
}

/// One attempt's result.
pub async fn find<C: ConnectionTrait>(connection: &C, attempt: AttemptId) -> Result<Option<Model>, StoreError> {
    Ok(Entity::find_by_id(attempt.0).one(connection).await?)
}

/// The same, kept from others until the transaction ends: whoever marks anew reads all marks by hand after this, so that
/// of two who mark different answers of one attempt the second one sees the first one's.
pub async fn hold<C: ConnectionTrait>(connection: &C, attempt: AttemptId) -> Result<Option<Model>, StoreError> {
    let found = Entity::find_by_id(attempt.0);
    // SQLite has no row locks and needs none: a transaction that may write is alone.
    let held = match connection.get_database_backend() {
        DbBackend::Postgres => found.lock_exclusive(),
        _ => found,
    };
    Ok(held.one(connection).await?)
}

/// Which of several attempts were marked, in no order.
pub async fn list_marked<C: ConnectionTrait>(
    connection: &C,
    attempts: &[AttemptId],
) -> Result<Vec<AttemptId>, StoreError> {
    let query = Entity::find()
        .select_only()
        .column(Column::AttemptId)
        .filter(Column::AttemptId.is_in(attempts.iter().map(|attempt| attempt.0)));
    let marked: Vec<Uuid> = query.into_tuple().all(connection).await?;
    Ok(marked.into_iter().map(AttemptId).collect())
}

/// The results of a sitting, in no order.
pub async fn list_of_sitting<C: ConnectionTrait>(connection: &C, sitting: SittingId) -> Result<Vec<Model>, StoreError> {
    let attempts = Query::select()
        .column(attempt::Column::Id)
        .from(attempt::Entity)
        .and_where(attempt::Column::SittingId.eq(sitting.0))
        .to_owned();
    Ok(Entity::find().filter(Column::AttemptId.in_subquery(attempts)).all(connection).await?)
}
