//! The file of the books and its connections.

use crate::draw::Seed;
use sqlx::pool::PoolConnection;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{Sqlite, Transaction};
use std::path::Path;
use std::time::Duration;

const SCHEMA: &str = include_str!("schema.sql");
/// The form of the file; another one is refused rather than guessed at.
const FORM: &str = "1";
const READERS: u32 = 4;
/// How long another process (a backup, somebody who looks) may hold the file.
const BUSY: Duration = Duration::from_secs(5);

/// The open books.
#[derive(Clone)]
pub struct Books {
    write: SqlitePool,
    read: SqlitePool,
}

/// Why the books cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum BooksError {
    #[error("the file of the simulated gateway cannot be used")]
    File(#[from] sqlx::Error),
    #[error("the file of the simulated gateway is of another version; remove it to begin anew")]
    OtherForm,
}

impl Books {
    /// Opens the file, or makes it.
    pub async fn open(file: &Path) -> Result<Self, BooksError> {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(BUSY);
        let readers = options.clone().read_only(true).create_if_missing(false);
        // A connection to a file does not break while nobody looks: asking before each use would only cost time.
        let pool = || SqlitePoolOptions::new().idle_timeout(None).max_lifetime(None).test_before_acquire(false);
        let write = pool().max_connections(1);
        let write = write.connect_with(options).await?;
        sqlx::raw_sql(SCHEMA).execute(&write).await?;
        let read = pool().max_connections(READERS).connect_with(readers).await?;
        let books = Self { write, read };
        if books.kept("form", FORM).await? != FORM {
            return Err(BooksError::OtherForm);
        }
        Ok(books)
    }

    /// Begins a change; nothing of it is seen before its commit.
    pub async fn begin(&self) -> sqlx::Result<Transaction<'static, Sqlite>> {
        self.write.begin_with("BEGIN IMMEDIATE").await
    }

    /// A connection that reads.
    pub async fn reader(&self) -> sqlx::Result<PoolConnection<Sqlite>> {
        self.read.acquire().await
    }

    /// A transaction that reads everything as of one moment, and holds up nobody who writes.
    pub async fn moment(&self) -> sqlx::Result<Transaction<'static, Sqlite>> {
        self.read.begin().await
    }

    /// The seed that these books go by: the given one from now on, or the one that they were made with.
    pub async fn seed(&self, given: Option<Seed>) -> Result<Seed, BooksError> {
        if let Some(seed) = given {
            let sql = "INSERT INTO kept (name, value) VALUES ('seed', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
            sqlx::query(sql).bind(seed.to_string()).execute(&self.write).await?;
            return Ok(seed);
        }
        let text = self.kept("seed", &Seed::fresh().to_string()).await?;
        text.parse().map(Seed).map_err(|_| BooksError::OtherForm)
    }

    pub async fn close(&self) {
        self.read.close().await;
        self.write.close().await;
    }

    /// What is kept under the name; `value` when there is nothing yet.
    async fn kept(&self, name: &'static str, value: &str) -> sqlx::Result<String> {
        let sql = "INSERT INTO kept (name, value) VALUES (?, ?) ON CONFLICT (name) DO NOTHING";
        sqlx::query(sql).bind(name).bind(value).execute(&self.write).await?;
        sqlx::query_scalar("SELECT value FROM kept WHERE name = ?").bind(name).fetch_one(&self.write).await
    }
}

/// The next number of a kind.
pub async fn number(books: &mut SqliteConnection, kind: &'static str) -> sqlx::Result<i64> {
    let sql = "INSERT INTO counters (kind, last) VALUES (?, 1) ON CONFLICT (kind) DO UPDATE SET last = last + 1 RETURNING last";
    sqlx::query_scalar(sql).bind(kind).fetch_one(books).await
}
