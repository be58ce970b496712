//! Who may enter an exam's sittings, from when until when, and what that rests on.

use crate::store::{StoreError, sql};
use examhall_domain::id::{AccessId, AccountId, ExamId, OrderId};
use examhall_domain::payments::access::Moved;
use examhall_domain::payments::{AccessSource, AccessSpan};
use examhall_domain::time::Timestamp;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{DbBackend, IntoActiveModel, QueryOrder, QuerySelect};

/// A row of `exam_access`. `basis` is what it rests on, once for each person and exam: the order, the grant itself, or nil for
/// an exam that was free.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "exam_access")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub account_id: Uuid,
    pub exam_id: Uuid,
    pub source: String,
    pub basis: Uuid,
    pub order_id: Option<Uuid>,
    pub starts_at_us: i64,
    /// Nothing for access without an end.
    pub expires_at_us: Option<i64>,
    pub granted_by: Option<Uuid>,
    pub reason: Option<String>,
    pub withdrawn_at_us: Option<i64>,
    /// Nobody where an order's own way withdrew it.
    pub withdrawn_by: Option<Uuid>,
    pub withdrawn_why: Option<String>,
    pub created_at_us: i64,
}

/// Joins are written out in the queries that need them.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// What new access rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Basis {
    /// The exam is free.
    Free,
    /// It was paid for.
    Order(OrderId),
    /// Somebody granted it.
    Grant { by: AccountId, reason: String },
}

/// Access that begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAccess {
    pub id: AccessId,
    pub account: AccountId,
    pub exam: ExamId,
    pub basis: Basis,
    pub starts_at: Timestamp,
    /// Nothing for access without an end.
    pub expires_at: Option<Timestamp>,
    pub created_at: Timestamp,
}

/// Why and by whom access ends before its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Withdrawal<'a> {
    /// Nobody where an order's own way withdraws it.
    pub by: Option<AccountId>,
    pub why: &'a str,
    pub at: Timestamp,
}

/// Which rows a list shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    pub account: Option<AccountId>,
    pub exam: Option<ExamId>,
}

impl Model {
    /// The row as the rules of access see it.
    ///
    /// Errors: [`StoreError::Corrupt`] when it rests on nothing that is known.
    pub fn span(&self) -> Result<AccessSpan, StoreError> {
        let source = AccessSource::parse(&self.source);
        Ok(AccessSpan {
            id: AccessId(self.id),
            source: source.ok_or_else(|| StoreError::corrupt("exam_access.source", &self.source))?,
            starts_at: Timestamp(self.starts_at_us),
            expires_at: self.expires_at_us.map(Timestamp),
            withdrawn_at: self.withdrawn_at_us.map(Timestamp),
        })
    }
}

impl From<NewAccess> for Model {
    fn from(new: NewAccess) -> Self {
        let (source, basis, order_id, granted_by, reason) = match new.basis {
            Basis::Free => (AccessSource::Free, Uuid::nil(), None, None, None),
            Basis::Order(order) => (AccessSource::Order, order.0, Some(order.0), None, None),
            Basis::Grant { by, reason } => (AccessSource::Grant, new.id.0, None, Some(by.0), Some(reason)),
        };
        Self {
            id: new.id.0,
            account_id: new.account.0,
            exam_id: new.exam.0,
            source: source.name().to_owned(),
            basis,
            order_id,
            starts_at_us: new.starts_at.0,
            expires_at_us: new.expires_at.map(|at| at.0),
            granted_by,
            reason,
            withdrawn_at_us: None,
            withdrawn_by: None,
            withdrawn_why: None,
            created_at_us: new.created_at.0,
        }
    }
}

/// Adds access; `false` when it is there already, withdrawn or not: an order grants once, and so does entering a free exam.
pub async fn put<C: ConnectionTrait>(connection: &C, new: NewAccess) -> Result<bool, StoreError> {
    let row = Model::from(new);
    let once = OnConflict::columns([Column::AccountId, Column::ExamId, Column::Basis]).do_nothing().to_owned();
    let insert = Entity::insert(row.into_active_model()).on_conflict(once);
    Ok(insert.exec_without_returning(connection).await? == 1)
}

/// Everything that a person has or had for an exam, the oldest first.
pub async fn of_exam<C: ConnectionTrait>(
    connection: &C,
    account: AccountId,
    exam: ExamId,
) -> Result<Vec<Model>, StoreError> {
    let query = Entity::find()
        .filter(Column::AccountId.eq(account.0))
        .filter(Column::ExamId.eq(exam.0))
        .order_by_asc(Column::StartsAtUs)
        .order_by_asc(Column::Id);
    Ok(query.all(connection).await?)
}

/// The same, kept from others who would add to it until the transaction ends: what begins where other access ends sees all
/// that there is.
pub async fn hold<C: ConnectionTrait>(
    connection: &C,
    account: AccountId,
    exam: ExamId,
) -> Result<Vec<Model>, StoreError> {
    // What is not there yet has no row to lock. SQLite needs no lock: a transaction that may write is alone.
    if connection.get_database_backend() == DbBackend::Postgres {
        let both = Uuid::from_u128(account.0.as_u128() ^ exam.0.as_u128().rotate_left(1));
        let (high, low) = both.as_u64_pair();
        sql::execute(connection, "SELECT pg_advisory_xact_lock($1)", [(high ^ low).cast_signed().into()]).await?;
    }
    of_exam(connection, account, exam).await
}

/// What an order granted, if it did.
pub async fn of_order<C: ConnectionTrait>(connection: &C, order: OrderId) -> Result<Option<Model>, StoreError> {
    Ok(Entity::find().filter(Column::OrderId.eq(order.0)).one(connection).await?)
}

/// What several orders granted, in no order.
pub async fn of_orders<C: ConnectionTrait>(connection: &C, orders: &[OrderId]) -> Result<Vec<Model>, StoreError> {
    let ids = orders.iter().map(|order| order.0);
    Ok(Entity::find().filter(Column::OrderId.is_in(ids)).all(connection).await?)
}

/// One row.
pub async fn find<C: ConnectionTrait>(connection: &C, access: AccessId) -> Result<Option<Model>, StoreError> {
    Ok(Entity::find_by_id(access.0).one(connection).await?)
}

/// Ends access before its time. `false` when it ended so before.
pub async fn withdraw<C: ConnectionTrait>(
    connection: &C,
    access: AccessId,
    withdrawal: Withdrawal<'_>,
) -> Result<bool, StoreError> {
    let change = Entity::update_many()
        .col_expr(Column::WithdrawnAtUs, Expr::value(withdrawal.at.0))
        .col_expr(Column::WithdrawnBy, Expr::value(withdrawal.by.map(|by| by.0)))
        .col_expr(Column::WithdrawnWhy, Expr::value(withdrawal.why))
        .filter(Column::Id.eq(access.0))
        .filter(Column::WithdrawnAtUs.is_null());
    Ok(change.exec(connection).await?.rows_affected == 1)
}

/// Lets access run from and until other instants, as when what came before it was taken back. `false` when it is withdrawn.
pub async fn shift<C: ConnectionTrait>(connection: &C, moved: &Moved) -> Result<bool, StoreError> {
    let change = shifted(moved).filter(Column::WithdrawnAtUs.is_null());
    Ok(change.exec(connection).await?.rows_affected == 1)
}

/// Gives back what was withdrawn, from and until other instants. `false` when it is not withdrawn.
pub async fn give_again<C: ConnectionTrait>(connection: &C, moved: &Moved) -> Result<bool, StoreError> {
    let change = shifted(moved)
        .col_expr(Column::WithdrawnAtUs, Expr::value(Option::<i64>::None))
        .col_expr(Column::WithdrawnBy, Expr::value(Option::<Uuid>::None))
        .col_expr(Column::WithdrawnWhy, Expr::value(Option::<String>::None))
        .filter(Column::WithdrawnAtUs.is_not_null());
    Ok(change.exec(connection).await?.rows_affected == 1)
}

fn shifted(moved: &Moved) -> sea_orm::UpdateMany<Entity> {
    Entity::update_many()
        .col_expr(Column::StartsAtUs, Expr::value(moved.starts_at.0))
        .col_expr(Column::ExpiresAtUs, Expr::value(moved.expires_at.0))
        .filter(Column::Id.eq(moved.id.0))
}

/// A page of access, the latest first, after the row that ended the page before.
pub async fn list<C: ConnectionTrait>(
    connection: &C,
    filter: Filter,
    after: Option<AccessId>,
    limit: u64,
) -> Result<Vec<Model>, StoreError> {
    let mut query = Entity::find();
    if let Some(account) = filter.account {
        query = query.filter(Column::AccountId.eq(account.0));
    }
    if let Some(exam) = filter.exam {
        query = query.filter(Column::ExamId.eq(exam.0));
    }
    if let Some(after) = after {
        query = query.filter(Column::Id.lt(after.0));
    }
    Ok(query.order_by_desc(Column::Id).limit(limit).all(connection).await?)
}

/// Takes out of a person's rows what others wrote about them.
pub async fn forget_words<C: ConnectionTrait>(connection: &C, account: AccountId) -> Result<(), StoreError> {
    let words = "UPDATE exam_access
        SET reason = CASE WHEN reason IS NULL THEN NULL ELSE '' END,
            withdrawn_why = CASE WHEN withdrawn_why IS NULL THEN NULL ELSE '' END
        WHERE account_id = $1";
    sql::execute(connection, words, [account.0.into()]).await.map(drop)
}
