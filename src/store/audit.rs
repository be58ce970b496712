//! The audit log: who did what to which object. Entries are written unchained in the transaction of the deed, so that
//! writers do not queue behind one chain; a sealer gives them their places in it afterwards.

mod chain;

pub use chain::{Broken, Sealed, Verified, has_link, last_sealed, seal_next, verify, verify_next};

use super::{StoreError, sql};
use examhall_domain::id::{AccountId, AuditId};
use examhall_domain::time::Timestamp;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::ExprTrait;
use sea_orm::{QueryOrder, QuerySelect, Value};

/// A row of `audit_log`; `detail` is JSON. Sequence and chain are empty until it is sealed.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_log")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub at_us: i64,
    pub actor_id: Option<Uuid>,
    pub action: String,
    pub object_kind: String,
    pub object_id: String,
    pub detail: String,
    pub seq: Option<i64>,
    pub chain: Option<Vec<u8>>,
}

/// Joins are written out in the queries that need them.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// A deed to be recorded. Without an actor the system did it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deed {
    pub id: AuditId,
    pub at: Timestamp,
    pub actor: Option<AccountId>,
    /// `<slice>.<what happened>`.
    pub action: String,
    pub object_kind: String,
    pub object_id: String,
    /// JSON, without answers, addresses and secrets.
    pub detail: String,
}

/// Records a deed in the transaction that does it.
pub async fn append<C: ConnectionTrait>(connection: &C, deed: &Deed) -> Result<(), StoreError> {
    sql::insert(connection, Model::of(deed)).await
}

/// The same as a part of a statement, for each row of `source`; its values are `$first` and on.
pub(super) fn append_from(source: &str, first: usize) -> String {
    let values = sql::placeholders(first, APPENDED);
    format!(
        "INSERT INTO audit_log (id, at_us, actor_id, action, object_kind, object_id, detail) SELECT {values} FROM {source}"
    )
}

/// How many values [`append_from`] takes.
const APPENDED: usize = 7;

/// The values for [`append_from`].
pub(super) fn appended(deed: &Deed) -> [Value; APPENDED] {
    let row = Model::of(deed);
    [
        row.id.into(),
        row.at_us.into(),
        row.actor_id.into(),
        row.action.into(),
        row.object_kind.into(),
        row.object_id.into(),
        row.detail.into(),
    ]
}

impl Model {
    fn of(deed: &Deed) -> Self {
        Self {
            id: deed.id.0,
            at_us: deed.at.0,
            actor_id: deed.actor.map(|actor| actor.0),
            action: deed.action.clone(),
            object_kind: deed.object_kind.clone(),
            object_id: deed.object_id.clone(),
            detail: deed.detail.clone(),
            seq: None,
            chain: None,
        }
    }
}

/// What was done to an object, the latest first; with `before` only what comes after that entry, nothing when there is none.
pub async fn list_of_object<C: ConnectionTrait>(
    connection: &C,
    object_kind: &str,
    object_id: &str,
    before: Option<AuditId>,
    limit: u64,
) -> Result<Vec<Model>, StoreError> {
    let mut query = Entity::find().filter(Column::ObjectKind.eq(object_kind)).filter(Column::ObjectId.eq(object_id));
    if let Some(before) = before {
        let Some(last) = Entity::find_by_id(before.0).one(connection).await? else { return Ok(Vec::new()) };
        let same_instant = Column::AtUs.eq(last.at_us).and(Column::Id.lt(last.id));
        query = query.filter(Column::AtUs.lt(last.at_us).or(same_instant));
    }
    let query = query.order_by_desc(Column::AtUs).order_by_desc(Column::Id).limit(limit);
    Ok(query.all(connection).await?)
}

/// What a person did, and what was done to their account, the latest first.
pub async fn list_about<C: ConnectionTrait>(
    connection: &C,
    account: AccountId,
    limit: u64,
) -> Result<Vec<Model>, StoreError> {
    let own = Column::ObjectKind.eq("account").and(Column::ObjectId.eq(account.to_string()));
    let query = Entity::find()
        .filter(Column::ActorId.eq(account.0).or(own))
        .order_by_desc(Column::AtUs)
        .order_by_desc(Column::Id)
        .limit(limit);
    Ok(query.all(connection).await?)
}

/// What was done since an instant, in the order of time.
pub async fn list_since<C: ConnectionTrait>(
    connection: &C,
    since: Timestamp,
    limit: u64,
) -> Result<Vec<Model>, StoreError> {
    let query = Entity::find()
        .filter(Column::AtUs.gte(since.0))
        .order_by_asc(Column::AtUs)
        .order_by_asc(Column::Id)
        .limit(limit);
    Ok(query.all(connection).await?)
}

/// When the oldest entry was written that is not sealed yet, if there is one.
pub async fn unsealed_since<C: ConnectionTrait>(connection: &C) -> Result<Option<Timestamp>, StoreError> {
    let query = Entity::find().filter(Column::Seq.is_null()).order_by_asc(Column::AtUs).order_by_asc(Column::Id);
    Ok(query.one(connection).await?.map(|row| Timestamp(row.at_us)))
}

/// How many entries are not sealed yet.
pub async fn count_unsealed<C: ConnectionTrait>(connection: &C) -> Result<u64, StoreError> {
    Ok(Entity::find().filter(Column::Seq.is_null()).count(connection).await?)
}

/// How many entries are sealed.
pub async fn count_sealed<C: ConnectionTrait>(connection: &C) -> Result<u64, StoreError> {
    Ok(Entity::find().filter(Column::Seq.is_not_null()).count(connection).await?)
}
