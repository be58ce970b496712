//! The timeline of an order: what happened, who told of it, and who did it. Rows are appended and never changed.

use crate::store::{StoreError, json, sql};
use examhall_domain::id::{AccountId, OrderId};
use examhall_domain::payments::timeline::{self, Link};
use examhall_domain::payments::{Event, Step};
use examhall_domain::time::Timestamp;
use sea_orm::entity::prelude::*;
use sea_orm::{IntoActiveModel, QueryOrder};
use std::collections::HashMap;

/// A row of `order_events`; `detail` is JSON.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "order_events")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub order_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i64,
    pub at_us: i64,
    pub source: String,
    pub kind: String,
    pub actor_id: Option<Uuid>,
    pub detail: String,
}

/// Joins are written out in the queries that need them.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Who told of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The person who placed the order.
    Api,
    /// The browser that came back from the checkout.
    Callback,
    /// The gateway, by itself.
    Webhook,
    /// The gateway's books, which a sweep looked into.
    Poll,
    /// The gateway, when it was asked to do something.
    Saga,
    /// An admin.
    Admin,
    /// The time.
    Clock,
}

/// How a step came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Told {
    pub source: Source,
    /// Who did it, where a person did.
    pub actor: Option<AccountId>,
    pub at: Timestamp,
}

impl Source {
    /// The word in rows and on wires.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Api => "api",
            Self::Callback => "callback",
            Self::Webhook => "webhook",
            Self::Poll => "poll",
            Self::Saga => "saga",
            Self::Admin => "admin",
            Self::Clock => "clock",
        }
    }
}

impl Model {
    /// When it was written down.
    pub fn at(&self) -> Timestamp {
        Timestamp(self.at_us)
    }

    /// Who did it, where a person did.
    pub fn actor(&self) -> Option<AccountId> {
        self.actor_id.map(AccountId)
    }

    /// What happened.
    ///
    /// Errors: [`StoreError::Corrupt`] when it is no event.
    pub fn event(&self) -> Result<Event, StoreError> {
        let detail = json::decode("order_events.detail", &self.detail)?;
        Event::from_row(&self.kind, detail).map_err(|why| StoreError::corrupt("order_events.kind", &why))
    }
}

/// The rows that tell what a step did.
pub(super) fn rows(step: &Step, told: Told) -> Vec<Model> {
    let row = |(seq, event): (i64, &Event)| Model {
        order_id: step.order.id.0,
        seq,
        at_us: told.at.0,
        source: told.source.name().to_owned(),
        kind: event.kind().to_owned(),
        actor_id: told.actor.map(|actor| actor.0),
        detail: event.detail().to_string(),
    };
    step.numbered().map(row).collect()
}

/// The head of a timeline after these rows; `head` is what it was before them, nothing before the first one of all.
///
/// Errors: [`StoreError::Corrupt`] when one of them is no event.
pub fn head_after(head: Option<[u8; 32]>, order: OrderId, rows: &[Model]) -> Result<[u8; 32], StoreError> {
    rows.iter().try_fold(head.unwrap_or_else(|| timeline::start(order)), |head, row| {
        let (event, at, actor) = (row.event()?, row.at(), row.actor());
        let link = Link { seq: row.seq, at, actor, source: &row.source, event: &event, detail: &row.detail };
        Ok(timeline::link(head, &link))
    })
}

/// Appends what a step did.
pub(super) async fn insert<C: ConnectionTrait>(connection: &C, rows: Vec<Model>) -> Result<(), StoreError> {
    let rows: Vec<ActiveModel> = rows.into_iter().map(IntoActiveModel::into_active_model).collect();
    if !rows.is_empty() {
        Entity::insert_many(rows).exec_without_returning(connection).await?;
    }
    Ok(())
}

/// Takes out of the timelines of a person's orders what somebody wrote about them; that something was decided stays.
pub async fn forget_words<C: ConnectionTrait>(connection: &C, account: AccountId) -> Result<(), StoreError> {
    let rows: Vec<Model> = sql::all(connection, WORDS, [account.0.into()]).await?;
    for row in rows {
        let Event::Resolved { decision, .. } = row.event()? else { continue };
        let detail = Event::Resolved { decision, reason: String::new() }.detail().to_string();
        let change = "UPDATE order_events SET detail = $1 WHERE order_id = $2 AND seq = $3";
        sql::execute(connection, change, [detail.into(), row.order_id.into(), row.seq.into()]).await?;
    }
    Ok(())
}

const WORDS: &str = "
SELECT * FROM order_events
WHERE kind = 'resolved' AND order_id IN (SELECT id FROM orders WHERE account_id = $1)";

/// An order's timeline, the earliest first.
pub async fn of_order<C: ConnectionTrait>(connection: &C, order: OrderId) -> Result<Vec<Model>, StoreError> {
    let query = Entity::find().filter(Column::OrderId.eq(order.0)).order_by_asc(Column::Seq);
    Ok(query.all(connection).await?)
}

/// The timelines of several orders, each the earliest first.
pub async fn of_orders<C: ConnectionTrait>(
    connection: &C,
    orders: &[OrderId],
) -> Result<HashMap<OrderId, Vec<Model>>, StoreError> {
    let query = Entity::find()
        .filter(Column::OrderId.is_in(orders.iter().map(|order| order.0)))
        .order_by_asc(Column::OrderId)
        .order_by_asc(Column::Seq);
    let mut found: HashMap<OrderId, Vec<Model>> = HashMap::new();
    for row in query.all(connection).await? {
        found.entry(OrderId(row.order_id)).or_default().push(row);
    }
    Ok(found)
}
