//! Reads back at start what the engine really does with a commit, because an acknowledged answer must survive a crash
//! and a setting may be overridden per server, database or role without us knowing.

use super::error::StoreError;
use super::sql;
use sea_orm::{ConnectionTrait, DbBackend};

/// Asserts that a commit on this connection is on disk before it returns.
///
/// Errors: [`StoreError::NotDurable`] naming the setting, what it is and what it must be.
pub async fn assert_durable<C: ConnectionTrait>(connection: &C) -> Result<(), StoreError> {
    match connection.get_database_backend() {
        DbBackend::Sqlite => assert_sqlite(connection).await,
        _ => assert_postgres(connection).await,
    }
}

async fn assert_sqlite<C: ConnectionTrait>(connection: &C) -> Result<(), StoreError> {
    let journal: String = sql::scalar(connection, "PRAGMA journal_mode", []).await?;
    expect("journal_mode", &journal, &["wal"])?;
    // 2 is FULL, 3 is EXTRA; with 1 a commit may be lost when the power fails.
    let synchronous: i64 = sql::scalar(connection, "PRAGMA synchronous", []).await?;
    expect("synchronous", &synchronous.to_string(), &["2", "3"])
}

async fn assert_postgres<C: ConnectionTrait>(connection: &C) -> Result<(), StoreError> {
    // `local` and `remote_write` return before a synchronous standby has the commit on disk, `off` before anybody has.
    let wanted: [(&'static str, &'static [&'static str]); 3] =
        [("fsync", &["on"]), ("full_page_writes", &["on"]), ("synchronous_commit", &["on", "remote_apply"])];
    for (setting, allowed) in wanted {
        let found: String = sql::scalar(connection, "SELECT current_setting($1)", [setting.into()]).await?;
        expect(setting, &found, allowed)?;
    }
    Ok(())
}

fn expect(setting: &'static str, found: &str, wanted: &'static [&'static str]) -> Result<(), StoreError> {
    if wanted.contains(&found) {
        return Ok(());
    }
    Err(StoreError::NotDurable { setting, found: found.to_owned(), wanted: wanted[0] })
}
