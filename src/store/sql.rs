//! Statements that the query builder cannot say or that one engine says differently. Both engines read `$1`, `$2`, ….

use super::error::StoreError;
use sea_orm::{
    ConnectionTrait, DbErr, EntityTrait, FromQueryResult, IntoActiveModel, ModelTrait, QueryResult, Statement,
    TryGetable, Value,
};
use std::fmt::Write;

/// Inserts one row with all its columns.
pub(super) async fn insert<C, M>(connection: &C, row: M) -> Result<(), StoreError>
where
    C: ConnectionTrait,
    M: ModelTrait + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel>,
{
    M::Entity::insert(row.into_active_model()).exec_without_returning(connection).await?;
    Ok(())
}

/// Runs a statement and says how many rows it changed.
pub(super) async fn execute<C: ConnectionTrait>(
    connection: &C,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<u64, StoreError> {
    Ok(connection.execute_raw(statement(connection, sql, values)).await?.rows_affected())
}

/// All rows of a query.
pub(super) async fn all<C: ConnectionTrait, T: FromQueryResult>(
    connection: &C,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<Vec<T>, StoreError> {
    let rows = connection.query_all_raw(statement(connection, sql, values)).await?;
    let rows: Result<Vec<T>, DbErr> = rows.iter().map(|row| T::from_query_result(row, "")).collect();
    Ok(rows?)
}

/// The first row of a query, if any.
pub(super) async fn one<C: ConnectionTrait, T: FromQueryResult>(
    connection: &C,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<Option<T>, StoreError> {
    match first(connection, sql, values).await? {
        Some(row) => Ok(Some(T::from_query_result(&row, "")?)),
        None => Ok(None),
    }
}

/// The first column of the first row of a query that always has one.
pub(super) async fn scalar<C: ConnectionTrait, T: TryGetable>(
    connection: &C,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<T, StoreError> {
    match first(connection, sql, values).await? {
        Some(row) => Ok(row.try_get_by_index(0)?),
        None => Err(StoreError::Fault(DbErr::RecordNotFound("a query without rows".to_owned()))),
    }
}

/// A text as a `LIKE … ESCAPE '\\'` pattern that matches only itself.
pub(super) fn literal_pattern(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

/// A column of bytes as what it must be.
///
/// Errors: [`StoreError::Corrupt`] when it has another length.
pub(super) fn bytes<const N: usize>(column: &'static str, bytes: &[u8]) -> Result<[u8; N], StoreError> {
    bytes.try_into().map_err(|_| StoreError::corrupt(column, &format_args!("{} bytes instead of {N}", bytes.len())))
}

/// `$first, …` for `count` values.
pub(super) fn placeholders(first: usize, count: usize) -> String {
    let mut text = String::with_capacity(count * 6);
    push_placeholders(&mut text, first, count);
    text
}

/// `($first, …), …` for several rows of a `VALUES`.
pub(super) fn rows(first: usize, columns: usize, rows: usize) -> String {
    let mut text = String::with_capacity(rows * columns * 7);
    for row in 0..rows {
        text.push_str(if row == 0 { "(" } else { ", (" });
        push_placeholders(&mut text, first + row * columns, columns);
        text.push(')');
    }
    text
}

fn push_placeholders(text: &mut String, first: usize, count: usize) {
    for number in first..first + count {
        let separator = if number == first { "" } else { ", " };
        // Writing to a String cannot fail.
        let _ = write!(text, "{separator}${number}");
    }
}

async fn first<C: ConnectionTrait>(
    connection: &C,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<Option<QueryResult>, StoreError> {
    Ok(connection.query_one_raw(statement(connection, sql, values)).await?)
}

fn statement<C: ConnectionTrait>(connection: &C, sql: &str, values: impl IntoIterator<Item = Value>) -> Statement {
    Statement::from_sql_and_values(connection.get_database_backend(), sql, values)
}
