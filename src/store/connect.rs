//! Opens the pools of either engine from the settings; the only place that knows their connection options.

use super::error::StoreError;
use super::statement;
use crate::settings::store::StoreSettings;
use examhall_domain::time::Span;
use log::LevelFilter;
use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{ConnectOptions, Database, DatabaseConnection};
use secrecy::{ExposeSecret, SecretString};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

/// The pools of one store.
#[derive(Clone, Debug)]
pub(super) struct Pools {
    pub(super) write: DatabaseConnection,
    /// For transactions of one statement; PostgreSQL only.
    pub(super) single: Option<DatabaseConnection>,
    pub(super) read: DatabaseConnection,
    pub(super) replica: Option<Replica>,
}

/// A pool on a replica.
#[derive(Clone, Debug)]
pub(super) struct Replica {
    pub(super) pool: DatabaseConnection,
    /// How far it may be behind and still be read.
    pub(super) behind_max: Span,
    /// Nothing is read from it before it was found to follow.
    pub(super) follows: Arc<AtomicBool>,
}

/// Opens the pools that the URL's scheme asks for.
pub(super) async fn connect(settings: &StoreSettings) -> Result<Pools, StoreError> {
    let url = settings.url.expose_secret();
    if url.starts_with("sqlite:") {
        connect_sqlite(settings).await
    } else if url.starts_with("postgres:") {
        connect_postgres(settings).await
    } else {
        Err(StoreError::UnknownEngine)
    }
}

/// Each reader of SQLite is a thread with a cache of its own in this process: more of them cost memory and read nothing
/// faster.
const SQLITE_READERS_MAX: u32 = 8;

/// One connection writes, for SQLite has one writer whatever we do; the others cannot, by the way they are opened.
async fn connect_sqlite(settings: &StoreSettings) -> Result<Pools, StoreError> {
    let busy_timeout = Duration::from_millis(settings.busy_timeout_ms);
    let mut writer = options(&settings.url, settings);
    writer.max_connections(1).min_connections(1).idle_timeout(None).max_lifetime(None);
    writer.map_sqlx_sqlite_opts(move |options| {
        options
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(busy_timeout)
    });
    let mut readers = options(&settings.url, settings);
    readers
        .max_connections(settings.read_connections_max.min(SQLITE_READERS_MAX))
        .min_connections(1)
        .idle_timeout(Duration::from_millis(settings.idle_timeout_ms));
    readers.map_sqlx_sqlite_opts(move |options| {
        options.read_only(true).busy_timeout(busy_timeout).pragma("query_only", "ON")
    });
    let write = open(writer).await?;
    let read = open(readers).await?;
    Ok(Pools { write, single: None, read, replica: None })
}

/// Statements of one transaction each are the same for every number of rows. To plan them anew each time takes longer than
/// to run them, and that is what PostgreSQL does while it finds a plan for few rows cheaper than one for any.
const PLANNED_ONCE: &[(&str, &str)] = &[("plan_cache_mode", "force_generic_plan")];

async fn connect_postgres(settings: &StoreSettings) -> Result<Pools, StoreError> {
    let pool = |connections_max| open(postgres_options(&settings.url, connections_max, settings, &[]));
    let write = pool(settings.write_connections_max - settings.single_connections_max).await?;
    let read = pool(settings.read_connections_max).await?;
    let single = postgres_options(&settings.url, settings.single_connections_max, settings, PLANNED_ONCE);
    Ok(Pools { write, single: Some(open(single).await?), read, replica: connect_replica(settings).await? })
}

/// A replica that is away keeps nobody from starting: it is connected when it is first looked at.
async fn connect_replica(settings: &StoreSettings) -> Result<Option<Replica>, StoreError> {
    if settings.read_url.expose_secret().is_empty() {
        return Ok(None);
    }
    let mut options = postgres_options(&settings.read_url, settings.read_connections_max, settings, &[]);
    options.min_connections(0).connect_lazy(true);
    let behind_max = Span(settings.replica_behind_ms_max.saturating_mul(1_000));
    Ok(Some(Replica { pool: open(options).await?, behind_max, follows: Arc::default() }))
}

fn postgres_options(
    url: &SecretString,
    connections_max: u32,
    settings: &StoreSettings,
    parameters: &'static [(&'static str, &'static str)],
) -> ConnectOptions {
    let mut options = options(url, settings);
    options
        .max_connections(connections_max)
        .min_connections(settings.connections_min.min(connections_max))
        .idle_timeout(Duration::from_millis(settings.idle_timeout_ms))
        .statement_timeout(Duration::from_millis(settings.statement_timeout_ms))
        .set_application_name("examhall");
    // An instance that hangs between two statements must not hold its locks for ever.
    let idle_timeout_ms = settings.statement_timeout_ms.to_string();
    options.map_sqlx_postgres_opts(move |options| {
        options
            .options([("idle_in_transaction_session_timeout", &*idle_timeout_ms)])
            .options(parameters.iter().copied())
    });
    options
}

/// A pool whose statements are counted.
async fn open(options: ConnectOptions) -> Result<DatabaseConnection, StoreError> {
    let mut connection = Database::connect(options).await?;
    connection.set_metric_callback(statement::record);
    Ok(connection)
}

fn options(url: &SecretString, settings: &StoreSettings) -> ConnectOptions {
    let mut options = ConnectOptions::new(url.expose_secret());
    options
        .acquire_timeout(Duration::from_millis(settings.acquire_timeout_ms))
        .connect_timeout(Duration::from_millis(settings.acquire_timeout_ms))
        .test_before_acquire_if_idle_for(Duration::from_millis(settings.idle_test_ms))
        .sqlx_logging_level(LevelFilter::Trace)
        .sqlx_slow_statements_logging_settings(LevelFilter::Warn, Duration::from_millis(settings.slow_statement_ms));
    options
}
