//! Applying, undoing and listing the schema's steps.

use super::error::StoreError;
use super::gate::Priority;
use super::transaction::Transaction;
use super::{Store, sql};
use examhall_migrations::{Migration, Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult};

/// Any number that no other program locks in the same database: "exam" in ASCII.
const ADVISORY_LOCK: i64 = 0x6578_616d;

/// Whether a database has a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MigrationStatus {
    Applied,
    Pending,
}

/// One step of the schema and whether this database has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MigrationState {
    /// The step's name, in the order of application.
    pub name: String,
    /// Whether it was applied.
    pub status: MigrationStatus,
}

impl Store {
    /// Applies all pending steps in one transaction; instances that start together wait for each other.
    ///
    /// Errors: [`StoreError::NewerSchema`] when the database has steps that this program does not know.
    pub async fn migrate_up(&self) -> Result<(), StoreError> {
        let transaction = self.begin_migration().await?;
        refuse_unknown(&applied(&transaction).await?)?;
        Migrator::up(&*transaction, None).await?;
        transaction.commit().await
    }

    /// Undoes the last `steps` steps together with what is stored in them.
    ///
    /// Errors: as [`Store::migrate_up`]: what this program does not know it cannot undo.
    pub async fn migrate_down(&self, steps: u32) -> Result<(), StoreError> {
        let transaction = self.begin_migration().await?;
        refuse_unknown(&applied(&transaction).await?)?;
        Migrator::down(&*transaction, Some(steps)).await?;
        transaction.commit().await
    }

    /// The steps that this program knows and whether they are applied; changes nothing. A database that a newer program
    /// has migrated has others besides, see [`Store::unknown_steps`].
    pub async fn migration_status(&self) -> Result<Vec<MigrationState>, StoreError> {
        let applied = applied(self.read()).await?;
        let state = |step: &Migration| {
            let name = step.name().to_owned();
            let status = if applied.contains(&name) { MigrationStatus::Applied } else { MigrationStatus::Pending };
            MigrationState { name, status }
        };
        Ok(Migrator::get_migration_files().iter().map(state).collect())
    }

    /// The steps of this database that this program does not know: a newer one has been here.
    pub async fn unknown_steps(&self) -> Result<Vec<String>, StoreError> {
        Ok(unknown(&applied(self.read()).await?))
    }

    async fn begin_migration(&self) -> Result<Transaction, StoreError> {
        let transaction = self.begin(Priority::Rest).await?;
        // On SQLite the transaction itself holds the only writer.
        if transaction.get_database_backend() == DbBackend::Postgres {
            sql::execute(&transaction, "SELECT pg_advisory_xact_lock($1)", [ADVISORY_LOCK.into()]).await?;
        }
        Ok(transaction)
    }
}

/// The names of the steps that this database has, in their order; none before the first migration.
async fn applied<C: ConnectionTrait>(connection: &C) -> Result<Vec<String>, StoreError> {
    let table = match connection.get_database_backend() {
        DbBackend::Sqlite => "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = 'seaql_migrations'",
        _ => "SELECT COUNT(*) FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'seaql_migrations'",
    };
    if sql::scalar::<C, i64>(connection, table, []).await? == 0 {
        return Ok(Vec::new());
    }
    let rows: Vec<Applied> = sql::all(connection, "SELECT version FROM seaql_migrations ORDER BY version", []).await?;
    Ok(rows.into_iter().map(|row| row.version).collect())
}

#[derive(FromQueryResult)]
struct Applied {
    version: String,
}

fn unknown(applied: &[String]) -> Vec<String> {
    let steps = Migrator::get_migration_files();
    let known = |name: &&String| steps.iter().any(|step| step.name() == name.as_str());
    applied.iter().filter(|name| !known(name)).cloned().collect()
}

fn refuse_unknown(applied: &[String]) -> Result<(), StoreError> {
    match unknown(applied).pop() {
        Some(step) => Err(StoreError::NewerSchema { step }),
        None => Ok(()),
    }
}
