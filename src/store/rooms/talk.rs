//! What was said and noticed about an attempt, summed up in one row: how many messages, what is unread, since when a hand
//! is up. Whoever adds a message or an event holds this row, so numbers have no holes and limits are exact.

use super::attempt;
use crate::store::StoreError;
use examhall_domain::id::{AttemptId, SittingId};
use examhall_domain::rooms::IntegrityKind;
use examhall_domain::time::Timestamp;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{OnConflict, Query};
use sea_orm::{DbBackend, IntoActiveModel, QuerySelect};

/// A row of `attempt_talk`. `version` counts its changes; counts of messages are by who wrote them.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "attempt_talk")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub attempt_id: Uuid,
    pub version: i64,
    /// The number of the last message.
    pub last_seq: i64,
    pub student_count: i64,
    pub staff_count: i64,
    /// Up to which message the student has read.
    pub read_by_student: i64,
    pub unread_by_student: i64,
    pub unread_by_staff: i64,
    pub hand_since_us: Option<i64>,
    /// Everything noticed, also what was not kept.
    pub integrity_count: i64,
    pub integrity_kind: Option<String>,
    pub integrity_at_us: Option<i64>,
}

/// Joins are written out in the queries that need them.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// The row of an attempt about which nothing was said.
    pub fn silent(attempt: AttemptId) -> Self {
        Self {
            attempt_id: attempt.0,
            version: 0,
            last_seq: 0,
            student_count: 0,
            staff_count: 0,
            read_by_student: 0,
            unread_by_student: 0,
            unread_by_staff: 0,
            hand_since_us: None,
            integrity_count: 0,
            integrity_kind: None,
            integrity_at_us: None,
        }
    }

    /// What was noticed last.
    ///
    /// Errors: [`StoreError::Corrupt`] when it is of no known kind.
    pub fn integrity_last(&self) -> Result<Option<(IntegrityKind, Timestamp)>, StoreError> {
        let Some((kind, at)) = self.integrity_kind.as_deref().zip(self.integrity_at_us) else { return Ok(None) };
        let known = IntegrityKind::parse(kind);
        let known = known.ok_or_else(|| StoreError::corrupt("attempt_talk.integrity_kind", &kind))?;
        Ok(Some((known, Timestamp(at))))
    }
}

/// The attempt's row, made if there is none, kept from others until the transaction ends.
pub async fn hold<C: ConnectionTrait>(connection: &C, attempt: AttemptId) -> Result<Model, StoreError> {
    let silent = Entity::insert(Model::silent(attempt).into_active_model());
    let unless_there = OnConflict::column(Column::AttemptId).do_nothing().to_owned();
    silent.on_conflict(unless_there).exec_without_returning(connection).await?;
    let own = Entity::find_by_id(attempt.0);
    // SQLite has no row locks and needs none: a transaction that may write is alone.
    let held = match connection.get_database_backend() {
        DbBackend::Postgres => own.lock_exclusive(),
        _ => own,
    };
    let found = held.one(connection).await?;
    found.ok_or_else(|| StoreError::corrupt("attempt_talk.attempt_id", &"a row that was made is not there"))
}

/// Writes back a row that is held, one version on.
pub async fn advance<C: ConnectionTrait>(connection: &C, held: &mut Model) -> Result<(), StoreError> {
    held.version += 1;
    let changed = held.clone().into_active_model().reset_all();
    changed.update(connection).await?;
    Ok(())
}

/// One attempt's row.
pub async fn find<C: ConnectionTrait>(connection: &C, attempt: AttemptId) -> Result<Option<Model>, StoreError> {
    Ok(Entity::find_by_id(attempt.0).one(connection).await?)
}

/// The rows of a sitting, in no order; attempts about which nothing was said have none.
pub async fn list_of_sitting<C: ConnectionTrait>(connection: &C, sitting: SittingId) -> Result<Vec<Model>, StoreError> {
    let attempts = Query::select()
        .column(attempt::Column::Id)
        .from(attempt::Entity)
        .and_where(attempt::Column::SittingId.eq(sitting.0))
        .to_owned();
    Ok(Entity::find().filter(Column::AttemptId.in_subquery(attempts)).all(connection).await?)
}
