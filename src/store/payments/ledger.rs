//! The ledger: lines in double entry, appended with what they follow from and never changed. A balance is a sum.

use crate::store::{StoreError, sql};
use examhall_domain::id::OrderId;
use examhall_domain::money::{Currency, Money};
use examhall_domain::payments::{Event, LedgerAccount, LedgerLine, postings};
use examhall_domain::time::Timestamp;
use sea_orm::entity::prelude::*;
use sea_orm::{FromQueryResult, IntoActiveModel, QueryOrder};
use std::collections::HashMap;

/// A row of `ledger_lines`. The entry has the number of the event that it follows from; a positive amount is a debit.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ledger_lines")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub order_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub entry: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub line: i64,
    pub kind: String,
    pub account: String,
    pub amount_minor: i64,
    pub currency: String,
    pub at_us: i64,
}

/// Joins are written out in the queries that need them.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// What the line says.
    ///
    /// Errors: [`StoreError::Corrupt`] when account or currency is none.
    pub fn line(&self) -> Result<LedgerLine, StoreError> {
        let corrupt = |column, why: &dyn std::fmt::Display| StoreError::corrupt(column, why);
        let currency = Currency::parse(&self.currency).map_err(|why| corrupt("ledger_lines.currency", &why))?;
        let account = LedgerAccount::parse(&self.account);
        Ok(LedgerLine {
            account: account.ok_or_else(|| corrupt("ledger_lines.account", &self.account))?,
            money: Money::new(self.amount_minor, currency),
        })
    }
}

/// What all lines of one kind come to in one account and currency.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Sum {
    pub currency: String,
    pub account: String,
    /// The kind of the events that the lines follow from.
    pub kind: String,
    /// In decimal digits, since a sum of many amounts may exceed them all.
    pub amount: String,
}

/// Appends what the events of a step mean.
pub(super) async fn insert<'a, C: ConnectionTrait>(
    connection: &C,
    order: OrderId,
    events: impl Iterator<Item = (i64, &'a Event)>,
    at: Timestamp,
) -> Result<(), StoreError> {
    let rows: Vec<ActiveModel> = events
        .flat_map(|(entry, event)| (1..).zip(postings(event)).map(move |(line, posting)| (entry, event, line, posting)))
        .map(|(entry, event, line, posting)| Model {
            order_id: order.0,
            entry,
            line,
            kind: event.kind().to_owned(),
            account: posting.account.name().to_owned(),
            amount_minor: posting.money.amount_minor,
            currency: posting.money.currency.code().to_owned(),
            at_us: at.0,
        })
        .map(IntoActiveModel::into_active_model)
        .collect();
    if !rows.is_empty() {
        Entity::insert_many(rows).exec_without_returning(connection).await?;
    }
    Ok(())
}

/// The lines of an order, by entry.
pub async fn of_order<C: ConnectionTrait>(connection: &C, order: OrderId) -> Result<Vec<Model>, StoreError> {
    let query =
        Entity::find().filter(Column::OrderId.eq(order.0)).order_by_asc(Column::Entry).order_by_asc(Column::Line);
    Ok(query.all(connection).await?)
}

/// The lines of several orders, each order's by entry.
pub async fn of_orders<C: ConnectionTrait>(
    connection: &C,
    orders: &[OrderId],
) -> Result<HashMap<OrderId, Vec<Model>>, StoreError> {
    let query = Entity::find()
        .filter(Column::OrderId.is_in(orders.iter().map(|order| order.0)))
        .order_by_asc(Column::OrderId)
        .order_by_asc(Column::Entry)
        .order_by_asc(Column::Line);
    let mut found: HashMap<OrderId, Vec<Model>> = HashMap::new();
    for row in query.all(connection).await? {
        found.entry(OrderId(row.order_id)).or_default().push(row);
    }
    Ok(found)
}

/// What everything comes to, by currency, account and kind.
pub async fn sums<C: ConnectionTrait>(connection: &C) -> Result<Vec<Sum>, StoreError> {
    sql::all(connection, SUMS, []).await
}

const SUMS: &str = "
SELECT currency, account, kind, CAST(SUM(amount_minor) AS TEXT) AS amount
FROM ledger_lines
GROUP BY currency, account, kind
ORDER BY currency, account, kind";
