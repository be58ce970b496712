//! Finding orders: by person and time, by status and time, by exam, by what somebody typed.

use super::{Column, Entity, whole};
use crate::store::payments::partition::first_id;
use crate::store::{StoreError, sql};
use examhall_domain::id::{AccountId, ExamId, OrderId};
use examhall_domain::payments::{Order, OrderStatus};
use examhall_domain::time::Timestamp;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
};

/// What is looked for; what is not named does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Search {
    pub account: Option<AccountId>,
    pub exam: Option<ExamId>,
    /// One of these; none of them named means any.
    pub statuses: Vec<OrderStatus>,
    pub outcome: Outcome,
    /// Placed at this instant or later.
    pub from: Option<Timestamp>,
    /// Placed before this instant.
    pub to: Option<Timestamp>,
    /// One of these orders, or any order of these people: what a typed text may mean.
    pub among: Option<(Vec<OrderId>, Vec<AccountId>)>,
}

/// Whether it matters what is known of an order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Outcome {
    /// It does not.
    #[default]
    Any,
    /// Something was asked of the gateway and nobody knows what came of it.
    Unknown,
}

/// What has not come to its end.
const UNSETTLED: [OrderStatus; 5] = [
    OrderStatus::Opening,
    OrderStatus::AwaitingPayment,
    OrderStatus::Authorized,
    OrderStatus::Refunding,
    OrderStatus::Review,
];

/// A page of orders, the latest first, after the one that ended the page before.
pub async fn search<C: ConnectionTrait>(
    connection: &C,
    search: &Search,
    after: Option<OrderId>,
    limit: u64,
) -> Result<Vec<Order>, StoreError> {
    let mut query = Entity::find();
    if let Some(account) = search.account {
        query = query.filter(Column::AccountId.eq(account.0));
    }
    if let Some(exam) = search.exam {
        query = query.filter(Column::SubjectId.eq(exam.0));
    }
    if !search.statuses.is_empty() {
        query = query.filter(Column::Status.is_in(search.statuses.iter().map(|status| status.name())));
    }
    if search.outcome == Outcome::Unknown {
        query = query.filter(Expr::cust(UNKNOWN));
    }
    // By ids, which say when: only the months between are looked into.
    if let Some(from) = search.from {
        query = query.filter(Column::Id.gte(first_id(from)));
    }
    if let Some(to) = search.to {
        query = query.filter(Column::Id.lt(first_id(to)));
    }
    if let Some((orders, accounts)) = &search.among {
        let orders = Column::Id.is_in(orders.iter().map(|order| order.0));
        query = query.filter(orders.or(Column::AccountId.is_in(accounts.iter().map(|account| account.0))));
    }
    if let Some(after) = after {
        query = query.filter(Column::Id.lt(after.0));
    }
    whole(connection, query.order_by_desc(Column::Id).limit(limit).all(connection).await?).await
}

/// Somebody's latest order for an exam that a person has to decide about, if any.
pub async fn find_in_review<C: ConnectionTrait>(
    connection: &C,
    account: AccountId,
    exam: ExamId,
) -> Result<Option<Order>, StoreError> {
    let statuses = vec![OrderStatus::Review];
    let parked = Search { account: Some(account), exam: Some(exam), statuses, ..Search::default() };
    Ok(search(connection, &parked, None, 1).await?.pop())
}

/// A number that grows with every change to any of a person's orders.
pub async fn stamp<C: ConnectionTrait>(connection: &C, account: AccountId) -> Result<i64, StoreError> {
    // A sum of whole numbers is a decimal on PostgreSQL, whatever its size.
    let stamp = "SELECT CAST(COALESCE(SUM(version), 0) + COUNT(*) AS BIGINT) FROM orders WHERE account_id = $1";
    sql::scalar(connection, stamp, [account.0.into()]).await
}

/// Which unsettled orders a sweep looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unsettled {
    /// Placed before this instant.
    pub placed_before: Timestamp,
    /// The last one of the part before.
    pub after: Option<OrderId>,
}

/// Orders that have not come to their end, the oldest first.
pub async fn list_unsettled<C: ConnectionTrait>(
    connection: &C,
    unsettled: Unsettled,
    limit: u64,
) -> Result<Vec<OrderId>, StoreError> {
    let query = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::Status.is_in(UNSETTLED.map(OrderStatus::name)))
        .filter(Column::Id.lt(first_id(unsettled.placed_before)))
        .filter(Column::Id.gt(unsettled.after.map_or(uuid::Uuid::nil(), |order| order.0)))
        .order_by_asc(Column::Id)
        .limit(limit);
    let ids: Vec<uuid::Uuid> = query.into_tuple().all(connection).await?;
    Ok(ids.into_iter().map(OrderId).collect())
}

/// Orders whose gateways' books are to be read by now, those that wait longest first.
pub async fn list_due_to_look<C: ConnectionTrait>(
    connection: &C,
    now: Timestamp,
    limit: u64,
) -> Result<Vec<OrderId>, StoreError> {
    let query = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::LookAtUs.lte(now.0))
        .order_by_asc(Column::LookAtUs)
        .order_by_asc(Column::Id)
        .limit(limit);
    let ids: Vec<uuid::Uuid> = query.into_tuple().all(connection).await?;
    Ok(ids.into_iter().map(OrderId).collect())
}

/// How many orders have each status among those that have not come to their end.
pub async fn count_by_status<C: ConnectionTrait>(connection: &C) -> Result<Vec<(OrderStatus, i64)>, StoreError> {
    let query = format!(
        "SELECT status, COUNT(*) AS orders FROM orders WHERE status IN ({}) GROUP BY status",
        sql::placeholders(1, UNSETTLED.len())
    );
    let rows: Vec<OfStatus> = sql::all(connection, &query, UNSETTLED.map(|status| status.name().into())).await?;
    let counted = |row: OfStatus| {
        let status = OrderStatus::parse(&row.status);
        Ok((status.ok_or_else(|| StoreError::corrupt("orders.status", &row.status))?, row.orders))
    };
    rows.into_iter().map(counted).collect()
}

/// In how many orders something was asked of the gateway and nobody knows what came of it.
pub async fn count_unknown<C: ConnectionTrait>(connection: &C) -> Result<i64, StoreError> {
    sql::scalar(connection, &format!("SELECT COUNT(*) FROM orders WHERE {UNKNOWN}"), []).await
}

#[derive(FromQueryResult)]
struct OfStatus {
    status: String,
    orders: i64,
}

// Each begins with the few orders that may be meant.
const UNKNOWN: &str = "(
    (orders.status = 'opening' AND orders.detail = 'unknown')
    OR (orders.status IN ('authorized', 'review', 'paid', 'refunding') AND EXISTS (
        SELECT 1 FROM order_payments p
        WHERE p.order_id = orders.id AND p.capture = 'unknown' AND p.status IN ('created', 'authorized')))
    OR (orders.status IN ('refunding', 'review') AND EXISTS (
        SELECT 1 FROM order_refunds r WHERE r.order_id = orders.id AND r.status = 'unknown')))";
