//! How to reach and size the SQL store.

use secrecy::SecretString;
use serde::Deserialize;

/// The SQL store's settings. Times are milliseconds.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StoreSettings {
    /// `sqlite://path/to/file` or `postgres://user:password@host/database`; the scheme chooses the engine. Empty: a file in
    /// the data folder.
    pub url: SecretString,
    /// A PostgreSQL replica for history and analytics only; everything else reads the primary. Empty: none.
    pub read_url: SecretString,
    /// A replica that is further behind than this is not read until it has caught up.
    pub replica_behind_ms_max: i64,
    /// Connections that write, at most. SQLite always has exactly one.
    pub write_connections_max: u32,
    /// How many of those that write PostgreSQL has for transactions of one statement.
    pub single_connections_max: u32,
    /// Connections that only read, at most.
    pub read_connections_max: u32,
    /// Connections each PostgreSQL pool keeps open when idle; a pool smaller than this keeps all of its own.
    pub connections_min: u32,
    /// How long a caller waits for a connection.
    pub acquire_timeout_ms: u64,
    /// After how long an idle connection is closed.
    pub idle_timeout_ms: u64,
    /// Connections idle for at least this long are tested before use; a busy pool never pays for the round trip.
    pub idle_test_ms: u64,
    /// PostgreSQL gives up a statement after this long.
    pub statement_timeout_ms: u64,
    /// How long SQLite waits for another process (a backup, a command) to release the file.
    pub busy_timeout_ms: u64,
    /// How long a transaction waits for its turn at SQLite's single writer.
    pub gate_wait_ms: u64,
    /// How many transactions of one priority may wait for SQLite's single writer.
    pub gate_waiting_max: usize,
    /// Statements slower than this are logged as a warning.
    pub slow_statement_ms: u64,
}
