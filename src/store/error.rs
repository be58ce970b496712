//! What can go wrong with the store, in the words that callers act on. Database text stays inside.

use super::constraint;
use sea_orm::sqlx;
use sea_orm::sqlx::error::{DatabaseError, ErrorKind};
use sea_orm::{DbErr, RuntimeErr};

/// A statement or a transaction that did not happen.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A row like this exists, or a version has moved on. `constraint` is one of [`constraint`]'s names.
    #[error("the change conflicts with what is stored ({constraint})")]
    Conflict {
        /// The name of the constraint that refused it.
        constraint: &'static str,
    },
    /// SQLite's single writer was not free in time, because of others here or of another process; nothing was tried.
    #[error("too many transactions wait for the store")]
    Busy,
    /// The store cannot be reached or gave no connection in time.
    #[error("the store cannot be reached")]
    Unavailable(#[source] DbErr),
    /// The engine gave this transaction up in favour of another one; run it again from its start.
    #[error("the transaction lost against another one and may be run again")]
    Retryable(#[source] DbErr),
    /// What is stored cannot be read as what it should be.
    #[error("the column {column} holds something else than expected: {reason}")]
    Corrupt {
        /// The table and column.
        column: &'static str,
        /// What the decoder said.
        reason: String,
    },
    /// The engine would acknowledge commits that a crash can lose.
    #[error(
        "the store is not durable: {setting} is '{found}' and must be '{wanted}'; \
         acknowledged answers could be lost in a crash, so set it and start again"
    )]
    NotDurable {
        /// The engine's name of the setting.
        setting: &'static str,
        /// What it was read back as.
        found: String,
        /// What it must be.
        wanted: &'static str,
    },
    /// A newer program has changed the schema, so this one would read and write it wrongly.
    #[error(
        "the database was migrated by a newer version of the program (it has the step {step}, which this version does not \
         know): start that version, or restore the database from before its migration"
    )]
    NewerSchema {
        /// The last step that is unknown here.
        step: String,
    },
    /// An instance runs that would break without what a step takes away.
    #[error(
        "the step {step} of the schema takes away what the instance {instance} (version {version}) still uses: stop that \
         instance first, and go on when it has been silent for half a minute"
    )]
    SchemaInUse {
        /// The first such step that is pending.
        step: String,
        /// The instance's name.
        instance: String,
        /// Its program's version.
        version: String,
    },
    /// The URL names neither engine.
    #[error("the store's URL must start with sqlite:// or postgres://")]
    UnknownEngine,
    /// Anything else: a defect of ours or of the schema.
    #[error("the store refused a statement")]
    Fault(#[source] DbErr),
}

impl StoreError {
    /// What is stored in `column` cannot be read.
    pub fn corrupt(column: &'static str, reason: &dyn std::fmt::Display) -> Self {
        Self::Corrupt { column, reason: reason.to_string() }
    }

    /// The constraint behind a conflict.
    pub fn conflict(&self) -> Option<&'static str> {
        match self {
            Self::Conflict { constraint } => Some(constraint),
            _ => None,
        }
    }
}

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        let runtime = match &error {
            DbErr::ConnectionAcquire(_) => return Self::Unavailable(error),
            DbErr::Conn(runtime) | DbErr::Exec(runtime) | DbErr::Query(runtime) => runtime,
            _ => return Self::Fault(error),
        };
        match runtime {
            RuntimeErr::SqlxError(source) => match classify(source) {
                Class::Conflict(constraint) => Self::Conflict { constraint },
                Class::Unavailable => Self::Unavailable(error),
                Class::Retryable => Self::Retryable(error),
                Class::Busy => Self::Busy,
                Class::Fault => Self::Fault(error),
            },
            RuntimeErr::Internal(_) => Self::Fault(error),
        }
    }
}

enum Class {
    Conflict(&'static str),
    Unavailable,
    Retryable,
    Busy,
    Fault,
}

fn classify(error: &sqlx::Error) -> Class {
    match error {
        sqlx::Error::Database(error) => classify_database(error.as_ref()),
        sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::Protocol(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed => Class::Unavailable,
        _ => Class::Fault,
    }
}

fn classify_database(error: &dyn DatabaseError) -> Class {
    if error.kind() == ErrorKind::UniqueViolation {
        return constraint::of(error.constraint(), error.message()).map_or(Class::Fault, Class::Conflict);
    }
    let code = error.code().unwrap_or_default();
    if error.try_downcast_ref::<sea_orm::SqlxSqliteError>().is_some() {
        classify_sqlite(&code)
    } else {
        classify_postgres(&code)
    }
}

/// SQLite's extended result codes; the low byte is the primary one.
fn classify_sqlite(code: &str) -> Class {
    const BUSY: i32 = 5;
    const LOCKED: i32 = 6;
    const IOERR: i32 = 10;
    const FULL: i32 = 13;
    const CANTOPEN: i32 = 14;
    match code.parse::<i32>().map(|code| code & 0xff) {
        // It has waited for its time already, and a transaction that begins IMMEDIATE meets this only there.
        Ok(BUSY | LOCKED) => Class::Busy,
        Ok(IOERR | FULL | CANTOPEN) => Class::Unavailable,
        _ => Class::Fault,
    }
}

/// PostgreSQL's SQLSTATE: 40001 and 40P01 are serialization failures and deadlocks, class 08 is the connection, 53 a
/// lack of resources, 57P the server going down or starting, 57014 a statement that took too long, 25006 a standby.
fn classify_postgres(code: &str) -> Class {
    match code {
        "40001" | "40P01" | "55P03" => Class::Retryable,
        "57014" | "25006" | "25P03" => Class::Unavailable,
        _ if code.starts_with("08") || code.starts_with("53") || code.starts_with("57P") => Class::Unavailable,
        _ => Class::Fault,
    }
}
