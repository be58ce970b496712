//! The journal of a room: what changed it for all, numbered without a hole. The numbers are the offsets that clients
//! come back with.

use crate::store::{StoreError, json, sql};
use examhall_domain::id::{AccountId, SittingId};
use examhall_domain::rooms::RoomEvent;
use examhall_domain::time::Timestamp;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::ExprTrait;
use sea_orm::{Condition, QueryOrder, QuerySelect, Value};

/// A row of `room_journal`; `body` is the event's JSON.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "room_journal")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub sitting_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i64,
    pub kind: String,
    pub at_us: i64,
    pub actor_id: Option<Uuid>,
    pub body: String,
}

/// Joins are written out in the queries that need them.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// One entry. Without an actor the clock did it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub seq: i64,
    pub at: Timestamp,
    pub actor: Option<AccountId>,
    pub event: RoomEvent,
}

/// Adds an entry; called by [`super::room::advance`], which moves the room with it.
pub(super) async fn insert<C: ConnectionTrait>(
    connection: &C,
    sitting: SittingId,
    entry: &Entry,
) -> Result<(), StoreError> {
    sql::insert(connection, Model::of(sitting, entry)).await
}

/// The same as a part of a statement, for each row of `source`; its values are `$first` and on.
pub(super) fn insert_from(source: &str, first: usize) -> String {
    let values = sql::placeholders(first, INSERTED);
    format!("INSERT INTO room_journal (sitting_id, seq, kind, at_us, actor_id, body) SELECT {values} FROM {source}")
}

/// How many values [`insert_from`] takes.
pub(super) const INSERTED: usize = 6;

/// The values for [`insert_from`].
pub(super) fn inserted(sitting: SittingId, entry: &Entry) -> [Value; INSERTED] {
    let row = Model::of(sitting, entry);
    [row.sitting_id.into(), row.seq.into(), row.kind.into(), row.at_us.into(), row.actor_id.into(), row.body.into()]
}

impl Model {
    fn of(sitting: SittingId, entry: &Entry) -> Self {
        Self {
            sitting_id: sitting.0,
            seq: entry.seq,
            kind: entry.event.kind().to_owned(),
            at_us: entry.at.0,
            actor_id: entry.actor.map(|actor| actor.0),
            body: entry.event.body().to_string(),
        }
    }
}

/// The entries after `after_seq` in order, at most `limit`.
pub async fn read<C: ConnectionTrait>(
    connection: &C,
    sitting: SittingId,
    after_seq: i64,
    limit: u64,
) -> Result<Vec<Entry>, StoreError> {
    let query = Entity::find()
        .filter(Column::SittingId.eq(sitting.0))
        .filter(Column::Seq.gt(after_seq))
        .order_by_asc(Column::Seq)
        .limit(limit);
    query.all(connection).await?.iter().map(entry).collect()
}

/// The entries of several rooms, each after its own sequence, by room and sequence, at most `limit` in all: one query
/// for an instance that has to poll.
pub async fn read_many<C: ConnectionTrait>(
    connection: &C,
    rooms: &[(SittingId, i64)],
    limit: u64,
) -> Result<Vec<(SittingId, Entry)>, StoreError> {
    let after = rooms.iter().fold(Condition::any(), |any, (sitting, after_seq)| {
        any.add(Column::SittingId.eq(sitting.0).and(Column::Seq.gt(*after_seq)))
    });
    if after.is_empty() {
        return Ok(Vec::new());
    }
    let query = Entity::find().filter(after).order_by_asc(Column::SittingId).order_by_asc(Column::Seq).limit(limit);
    query.all(connection).await?.iter().map(|row| Ok((SittingId(row.sitting_id), entry(row)?))).collect()
}

fn entry(row: &Model) -> Result<Entry, StoreError> {
    let body = json::decode("room_journal.body", &row.body)?;
    Ok(Entry {
        seq: row.seq,
        at: Timestamp(row.at_us),
        actor: row.actor_id.map(AccountId),
        event: RoomEvent::from_journal(&row.kind, body)
            .map_err(|why| StoreError::corrupt("room_journal.kind", &why))?,
    })
}
