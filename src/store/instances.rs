//! The instances that serve this database: a row for each start of a process, which it writes itself again and again.

use super::{StoreError, sql};
use examhall_domain::id::BootId;
use examhall_domain::time::Timestamp;
use sea_orm::entity::prelude::*;
use sea_orm::{FromQueryResult, QueryOrder};

/// A row of `instances`. `roles` are names with blanks between them, `degraded` is a JSON list of names.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "instances")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub boot: Uuid,
    pub name: String,
    pub version: String,
    /// The newest step of the schema that its program knows.
    pub knows: String,
    pub roles: String,
    pub address: String,
    pub started_at_us: i64,
    pub seen_at_us: i64,
    pub sockets: i64,
    pub people: i64,
    pub rooms: i64,
    pub members: i64,
    pub draining: bool,
    /// Whether somebody wants it to send its people away.
    pub drain_asked: bool,
    pub degraded: String,
}

/// Joins are written out in the queries that need them.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Writes down how an instance is; what was asked of it stays. Returns whether it is asked to send its people away.
pub async fn beat<C: ConnectionTrait>(connection: &C, row: Model) -> Result<bool, StoreError> {
    let values = [
        row.boot.into(),
        row.name.into(),
        row.version.into(),
        row.knows.into(),
        row.roles.into(),
        row.address.into(),
        row.started_at_us.into(),
        row.seen_at_us.into(),
        row.sockets.into(),
        row.people.into(),
        row.rooms.into(),
        row.members.into(),
        row.draining.into(),
        row.drain_asked.into(),
        row.degraded.into(),
    ];
    sql::scalar(connection, BEAT, values).await
}

/// All instances that are remembered, by name and start.
pub async fn list<C: ConnectionTrait>(connection: &C) -> Result<Vec<Model>, StoreError> {
    Ok(Entity::find().order_by_asc(Column::Name).order_by_asc(Column::StartedAtUs).all(connection).await?)
}

/// Asks an instance to send its people away, or takes that back; nothing when it is not remembered, and otherwise its name.
pub async fn ask_to_drain<C: ConnectionTrait>(
    connection: &C,
    boot: BootId,
    drain: bool,
) -> Result<Option<String>, StoreError> {
    let ask = "UPDATE instances SET drain_asked = $1 WHERE boot = $2 RETURNING name";
    let row: Option<Named> = sql::one(connection, ask, [drain.into(), boot.0.into()]).await?;
    Ok(row.map(|row| row.name))
}

/// Forgets an instance that has stopped.
pub async fn leave<C: ConnectionTrait>(connection: &C, boot: BootId) -> Result<(), StoreError> {
    sql::execute(connection, "DELETE FROM instances WHERE boot = $1", [boot.0.into()]).await.map(drop)
}

/// Forgets instances that nobody has heard of since; says how many.
pub async fn forget<C: ConnectionTrait>(connection: &C, before: Timestamp) -> Result<u64, StoreError> {
    sql::execute(connection, "DELETE FROM instances WHERE seen_at_us < $1", [before.0.into()]).await
}

#[derive(FromQueryResult)]
struct Named {
    name: String,
}

const BEAT: &str = "
INSERT INTO instances (boot, name, version, knows, roles, address, started_at_us, seen_at_us, sockets, people, rooms,
    members, draining, drain_asked, degraded)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
ON CONFLICT (boot) DO UPDATE SET
    seen_at_us = excluded.seen_at_us, sockets = excluded.sockets, people = excluded.people, rooms = excluded.rooms,
    members = excluded.members, draining = excluded.draining, degraded = excluded.degraded
RETURNING drain_asked";
