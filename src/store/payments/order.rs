//! Orders: one row each, moved only from the version that the step was decided on, with everything that the step did.

mod save;
mod search;

pub use save::save;
pub use search::{
    Outcome, Search, Unsettled, count_by_status, count_unknown, find_in_review, list_due_to_look, list_unsettled,
    search, stamp,
};

use super::{payment, refund};
use crate::store::{StoreError, sql};
use examhall_domain::id::{AccountId, ExamId, OrderId};
use examhall_domain::money::{Currency, Money};
use examhall_domain::payments::{GatewayName, GatewayOrderId, Order, Phase, Subject};
use examhall_domain::time::Timestamp;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::LockType;
use sea_orm::{DbBackend, FromQueryResult, QueryOrder, QuerySelect};
use std::collections::HashMap;

/// A row of `orders`. `status` follows from the order with its payments and refunds; it is there to be searched for.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "orders")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub account_id: Uuid,
    pub subject_kind: String,
    pub subject_id: Uuid,
    pub gateway: String,
    pub amount_minor: i64,
    pub currency: String,
    pub access_days: i64,
    pub phase: String,
    pub detail: Option<String>,
    pub status: String,
    pub gateway_order_id: Option<String>,
    pub look_at_us: Option<i64>,
    pub looks: i64,
    pub news_at_us: i64,
    pub version: i64,
    /// The number of the last event of the timeline.
    pub events: i64,
    /// The head of the chain over the timeline; 32 bytes.
    pub timeline_head: Option<Vec<u8>>,
    pub created_at_us: i64,
    pub updated_at_us: i64,
    pub expires_at_us: i64,
}

/// Joins are written out in the queries that need them.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// The row of an order, without the head of its timeline.
    fn of(order: &Order) -> Self {
        let Subject::Exam(exam) = order.subject;
        Self {
            id: order.id.0,
            account_id: order.account.0,
            subject_kind: order.subject.kind().to_owned(),
            subject_id: exam.0,
            gateway: order.gateway.as_str().to_owned(),
            amount_minor: order.price.amount_minor,
            currency: order.price.currency.code().to_owned(),
            access_days: order.access_days.into(),
            phase: order.phase.name().to_owned(),
            detail: order.phase.detail().map(str::to_owned),
            status: order.status().name().to_owned(),
            gateway_order_id: order.gateway_order.as_ref().map(|id| id.as_str().to_owned()),
            look_at_us: order.look_at.map(|at| at.0),
            looks: order.looks.into(),
            news_at_us: order.news_at.0,
            version: order.version,
            events: order.events,
            timeline_head: None,
            created_at_us: order.created_at.0,
            updated_at_us: order.updated_at.0,
            expires_at_us: order.expires_at.0,
        }
    }

    /// The order without its payments and refunds.
    fn bare(self) -> Result<Order, StoreError> {
        let corrupt = |column, why: &dyn std::fmt::Display| StoreError::corrupt(column, why);
        let currency = Currency::parse(&self.currency).map_err(|why| corrupt("orders.currency", &why))?;
        let gateway_order = self.gateway_order_id.as_deref().map(GatewayOrderId::parse).transpose();
        Ok(Order {
            id: OrderId(self.id),
            account: AccountId(self.account_id),
            subject: subject(&self.subject_kind, self.subject_id)?,
            price: Money::new(self.amount_minor, currency),
            access_days: u32::try_from(self.access_days).map_err(|why| corrupt("orders.access_days", &why))?,
            gateway: GatewayName::parse(&self.gateway).map_err(|why| corrupt("orders.gateway", &why))?,
            phase: Phase::parse(&self.phase, self.detail.as_deref())
                .ok_or_else(|| corrupt("orders.phase", &self.phase))?,
            gateway_order: gateway_order.map_err(|why| corrupt("orders.gateway_order_id", &why))?,
            payments: Vec::new(),
            refunds: Vec::new(),
            look_at: self.look_at_us.map(Timestamp),
            looks: u32::try_from(self.looks).map_err(|why| corrupt("orders.looks", &why))?,
            news_at: Timestamp(self.news_at_us),
            created_at: Timestamp(self.created_at_us),
            updated_at: Timestamp(self.updated_at_us),
            expires_at: Timestamp(self.expires_at_us),
            version: self.version,
            events: self.events,
        })
    }
}

fn subject(kind: &str, id: Uuid) -> Result<Subject, StoreError> {
    let exam = Subject::Exam(ExamId(id));
    if kind == exam.kind() { Ok(exam) } else { Err(StoreError::corrupt("orders.subject_kind", &kind)) }
}

/// One order with its payments and refunds.
pub async fn find<C: ConnectionTrait>(connection: &C, order: OrderId) -> Result<Option<Order>, StoreError> {
    let found = Entity::find_by_id(order.0).one(connection).await?;
    Ok(whole(connection, found.into_iter().collect()).await?.pop())
}

/// Whose an order is, what it is for, and how far it has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    pub account: AccountId,
    pub subject: Subject,
    pub version: i64,
}

/// The head of one order: what it takes to know whether it has changed.
pub async fn head<C: ConnectionTrait>(connection: &C, order: OrderId) -> Result<Option<Head>, StoreError> {
    let Some(row) = Entity::find_by_id(order.0).one(connection).await? else { return Ok(None) };
    let subject = subject(&row.subject_kind, row.subject_id)?;
    Ok(Some(Head { account: AccountId(row.account_id), subject, version: row.version }))
}

/// One order, kept from others who would move it until the transaction ends: commands to one order wait for each other and
/// each decides on what the one before left.
pub async fn hold<C: ConnectionTrait>(connection: &C, order: OrderId) -> Result<Option<Order>, StoreError> {
    let query = Entity::find_by_id(order.0);
    // SQLite has no row locks and needs none: a transaction that may write is alone.
    let held = match connection.get_database_backend() {
        DbBackend::Postgres => query.lock(LockType::NoKeyUpdate),
        _ => query,
    };
    let found = held.one(connection).await?;
    Ok(whole(connection, found.into_iter().collect()).await?.pop())
}

/// Several orders, the latest first; unknown ids are left out.
pub async fn find_many<C: ConnectionTrait>(connection: &C, orders: &[OrderId]) -> Result<Vec<Order>, StoreError> {
    let ids = orders.iter().map(|order| order.0);
    let rows = Entity::find().filter(Column::Id.is_in(ids)).order_by_desc(Column::Id).all(connection).await?;
    whole(connection, rows).await
}

/// Every order in the order of ids, after the one that ended the page before.
pub async fn page<C: ConnectionTrait>(
    connection: &C,
    after: Option<OrderId>,
    limit: u64,
) -> Result<Vec<Order>, StoreError> {
    let after = after.map_or(Uuid::nil(), |order| order.0);
    let query = Entity::find().filter(Column::Id.gt(after)).order_by_asc(Column::Id).limit(limit);
    whole(connection, query.all(connection).await?).await
}

/// Takes out of a person's orders what others wrote about them.
pub async fn forget_words<C: ConnectionTrait>(connection: &C, account: AccountId) -> Result<(), StoreError> {
    refund::forget_words(connection, account).await
}

/// The heads of the timelines of several orders; an order that has none is left out.
///
/// Errors: [`StoreError::Corrupt`] when one is no digest.
pub async fn timeline_heads<C: ConnectionTrait>(
    connection: &C,
    orders: &[OrderId],
) -> Result<HashMap<OrderId, [u8; 32]>, StoreError> {
    let query = Entity::find()
        .select_only()
        .columns([Column::Id, Column::TimelineHead])
        .filter(Column::Id.is_in(orders.iter().map(|order| order.0)))
        .filter(Column::TimelineHead.is_not_null());
    let rows: Vec<(Uuid, Vec<u8>)> = query.into_tuple().all(connection).await?;
    let head = |(id, head): (Uuid, Vec<u8>)| Ok((OrderId(id), sql::bytes("orders.timeline_head", &head)?));
    rows.into_iter().map(head).collect()
}

/// Orders that have a timeline or lines in the ledger and no row, at most `limit`.
pub async fn strays<C: ConnectionTrait>(connection: &C, limit: u32) -> Result<Vec<OrderId>, StoreError> {
    let rows: Vec<Stray> = sql::all(connection, STRAYS, [i64::from(limit).into()]).await?;
    Ok(rows.into_iter().map(|row| OrderId(row.order_id)).collect())
}

/// How many orders there are.
pub async fn count<C: ConnectionTrait>(connection: &C) -> Result<u64, StoreError> {
    Ok(Entity::find().count(connection).await?)
}

/// Rows with what belongs to them, in their order.
async fn whole<C: ConnectionTrait>(connection: &C, rows: Vec<Model>) -> Result<Vec<Order>, StoreError> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<OrderId> = rows.iter().map(|row| OrderId(row.id)).collect();
    let mut payments = payment::of_orders(connection, &ids).await?;
    let mut refunds = refund::of_orders(connection, &ids).await?;
    let complete = |row: Model| {
        let bare = row.bare()?;
        let (payments, refunds) = (payments.remove(&bare.id), refunds.remove(&bare.id));
        Ok(Order { payments: payments.unwrap_or_default(), refunds: refunds.unwrap_or_default(), ..bare })
    };
    rows.into_iter().map(complete).collect()
}

#[derive(FromQueryResult)]
struct Stray {
    order_id: Uuid,
}

const STRAYS: &str = "
SELECT e.order_id FROM order_events e WHERE NOT EXISTS (SELECT 1 FROM orders o WHERE o.id = e.order_id)
UNION
SELECT l.order_id FROM ledger_lines l WHERE NOT EXISTS (SELECT 1 FROM orders o WHERE o.id = l.order_id)
LIMIT $1";
