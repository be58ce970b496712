//! Messages between a student and the proctors. A message is never changed; its number is given by whoever holds the
//! attempt's row of [`super::talk`].

use super::attempt;
use crate::store::{StoreError, sql};
use examhall_domain::id::{AccountId, AttemptId, MessageId};
use examhall_domain::time::Timestamp;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{FromQueryResult, QueryOrder, QuerySelect};

/// Written by the student.
pub const STUDENT: &str = "student";
/// Written by a member of the staff.
pub const STAFF: &str = "staff";

/// A row of `attempt_messages`. `author` is [`STUDENT`] or [`STAFF`].
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "attempt_messages")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub attempt_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i64,
    pub message_id: Uuid,
    pub author: String,
    pub author_id: Uuid,
    pub at_us: i64,
    pub body: String,
}

/// Joins are written out in the queries that need them.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// A message with the name of who wrote it.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Signed {
    pub attempt_id: Uuid,
    pub seq: i64,
    pub message_id: Uuid,
    pub author: String,
    pub at_us: i64,
    pub body: String,
    pub name: String,
}

/// Adds a message.
///
/// Errors: a conflict with [`crate::store::constraint::ATTEMPT_MESSAGES_MESSAGE`] when it is there already.
pub async fn insert<C: ConnectionTrait>(connection: &C, message: Model) -> Result<(), StoreError> {
    sql::insert(connection, message).await
}

/// The message with this name, whoever wrote it.
pub async fn find<C: ConnectionTrait>(
    connection: &C,
    attempt: AttemptId,
    message: MessageId,
) -> Result<Option<Model>, StoreError> {
    let query = Entity::find().filter(Column::AttemptId.eq(attempt.0)).filter(Column::MessageId.eq(message.0));
    Ok(query.one(connection).await?)
}

/// When the student wrote the last messages, the newest first.
pub async fn latest_of_student<C: ConnectionTrait>(
    connection: &C,
    attempt: AttemptId,
    limit: u64,
) -> Result<Vec<Timestamp>, StoreError> {
    let query = Entity::find()
        .select_only()
        .column(Column::AtUs)
        .filter(Column::AttemptId.eq(attempt.0))
        .filter(Column::Author.eq(STUDENT))
        .order_by_desc(Column::Seq)
        .limit(limit);
    let at: Vec<i64> = query.into_tuple().all(connection).await?;
    Ok(at.into_iter().map(Timestamp).collect())
}

/// How many messages of the staff come after a number.
pub async fn count_of_staff_after<C: ConnectionTrait>(
    connection: &C,
    attempt: AttemptId,
    seq: i64,
) -> Result<u64, StoreError> {
    let query = Entity::find()
        .filter(Column::AttemptId.eq(attempt.0))
        .filter(Column::Author.eq(STAFF))
        .filter(Column::Seq.gt(seq));
    Ok(query.count(connection).await?)
}

/// The last messages of an attempt in their order.
pub async fn latest<C: ConnectionTrait>(
    connection: &C,
    attempt: AttemptId,
    limit: i64,
) -> Result<Vec<Signed>, StoreError> {
    let mut rows: Vec<Signed> = sql::all(connection, LATEST, [attempt.0.into(), limit.into()]).await?;
    rows.reverse();
    Ok(rows)
}

/// Empties every message of a student's conversations; that they were written, when and by whom, stays.
pub async fn empty_of_person<C: ConnectionTrait>(connection: &C, account: AccountId) -> Result<(), StoreError> {
    let attempts = Query::select()
        .column(attempt::Column::Id)
        .from(attempt::Entity)
        .and_where(attempt::Column::AccountId.eq(account.0))
        .to_owned();
    let change =
        Entity::update_many().col_expr(Column::Body, Expr::value("")).filter(Column::AttemptId.in_subquery(attempts));
    change.exec(connection).await?;
    Ok(())
}

const LATEST: &str = "
SELECT m.attempt_id, m.seq, m.message_id, m.author, m.at_us, m.body, a.name
FROM attempt_messages m
JOIN accounts a ON a.id = m.author_id
WHERE m.attempt_id = $1
ORDER BY m.seq DESC
LIMIT $2";
