//! Applying, undoing and listing the schema's steps.

use super::error::StoreError;
use super::gate::Priority;
use super::transaction::Transaction;
use super::{Store, sql};
use examhall_migrations::{Migration, MigrationStatus, Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, DbBackend};

/// Any number that no other program locks in the same database: "exam" in ASCII.
const ADVISORY_LOCK: i64 = 0x6578_616d;

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
    /// Errors: [`StoreError::Fault`] when the database has steps that this program does not know.
    pub async fn migrate_up(&self) -> Result<(), StoreError> {
        let transaction = self.begin_migration().await?;
        Migrator::up(&*transaction, None).await?;
        transaction.commit().await
    }

    /// Undoes the last `steps` steps together with what is stored in them.
    pub async fn migrate_down(&self, steps: u32) -> Result<(), StoreError> {
        let transaction = self.begin_migration().await?;
        Migrator::down(&*transaction, Some(steps)).await?;
        transaction.commit().await
    }

    /// All steps and whether they are applied; changes nothing.
    pub async fn migration_status(&self) -> Result<Vec<MigrationState>, StoreError> {
        let steps = Migrator::get_migration_with_status_read_only(self.read()).await?;
        let state = |step: &Migration| MigrationState { name: step.name().to_owned(), status: step.status() };
        Ok(steps.iter().map(state).collect())
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
