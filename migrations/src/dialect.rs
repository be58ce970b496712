//! What differs between the two stores in a schema step: the names of the column types and the ends of tables.
//!
//! A step is one text with placeholders, so that the two schemas cannot drift apart. It must not know any table.

use sea_orm_migration::SchemaManager;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend, DbErr};

/// `{id}` `{nil}` `{bytes}` `{int}` `{small}` `{bool}` `{end}` `{clustered}` `{by id}` `{by order}` and their PostgreSQL and
/// SQLite spellings.
///
/// SQLite tables are STRICT so that a wrongly typed value is refused there as it is on PostgreSQL; `{clustered}` keeps
/// the rows inside the primary key's tree, which suits logs that are only read by their key. `{by …}` ends a table that
/// PostgreSQL keeps in partitions.
const SPELLINGS: [(&str, &str, &str); 10] = [
    ("{id}", "UUID", "BLOB"),
    ("{nil}", "CAST('00000000-0000-0000-0000-000000000000' AS UUID)", "zeroblob(16)"),
    ("{bytes}", "BYTEA", "BLOB"),
    ("{int}", "BIGINT", "INTEGER"),
    ("{small}", "SMALLINT", "INTEGER"),
    ("{bool}", "BOOLEAN", "INTEGER"),
    ("{end}", "", " STRICT"),
    ("{clustered}", "", " STRICT, WITHOUT ROWID"),
    ("{by id}", " PARTITION BY RANGE (id)", " STRICT"),
    ("{by order}", " PARTITION BY RANGE (order_id)", " STRICT, WITHOUT ROWID"),
];

/// Runs the statements of `text` in the spelling of the connected store.
pub(crate) async fn run(manager: &SchemaManager<'_>, text: &str) -> Result<(), DbErr> {
    let connection = manager.get_connection();
    let sql = spell(text, connection.get_database_backend());
    connection.execute_unprepared(&sql).await.map(|_| ())
}

/// Runs statements that only PostgreSQL knows: how pages are filled and how long values are kept.
pub(crate) async fn run_on_postgres(manager: &SchemaManager<'_>, text: &str) -> Result<(), DbErr> {
    match manager.get_database_backend() {
        DbBackend::Postgres => run(manager, text).await,
        _ => Ok(()),
    }
}

fn spell(text: &str, backend: DbBackend) -> String {
    SPELLINGS.iter().fold(text.to_owned(), |sql, (placeholder, postgres, sqlite)| {
        let spelling = if backend == DbBackend::Postgres { postgres } else { sqlite };
        sql.replace(placeholder, spelling)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_store_gets_its_own_spelling() {
        let text = "CREATE TABLE t (id {id} PRIMARY KEY, n {int}){end};";
        assert_eq!(spell(text, DbBackend::Postgres), "CREATE TABLE t (id UUID PRIMARY KEY, n BIGINT);");
        assert_eq!(spell(text, DbBackend::Sqlite), "CREATE TABLE t (id BLOB PRIMARY KEY, n INTEGER) STRICT;");
    }
}
