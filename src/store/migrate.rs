//! Applying, undoing and listing the schema's steps.

use super::error::StoreError;
use super::gate::Priority;
use super::transaction::Transaction;
use super::{Store, house, instances, sql};
use examhall_domain::time::{Span, Timestamp};
use examhall_migrations::{Migration, Migrator, MigratorTrait, needed_by};
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult};
use std::sync::LazyLock;

/// Any number that no other program locks in the same database: "exam" in ASCII.
const ADVISORY_LOCK: i64 = 0x6578_616d;

/// The steps that brought the tables that are asked here.
const HOUSE: &str = "m0003_rooms";
const INSTANCES: &str = "m0017_instances";

/// An instance that was heard of within this time runs, whatever its own settings say of beats.
const HEARD_WITHIN: Span = Span::from_secs(30);

static NEWEST: LazyLock<String> = LazyLock::new(|| {
    let steps = Migrator::get_migration_files();
    steps.last().map_or_else(String::new, |step| step.name().to_owned())
});

/// Whether a database has a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MigrationStatus {
    /// It has.
    Applied,
    /// It has not yet.
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
    /// The newest step that this program knows.
    pub fn newest_step() -> &'static str {
        &NEWEST
    }

    /// Applies all pending steps in one transaction; instances that start together wait for each other. A database that a
    /// newer program has migrated is left as it is, as long as this one may run beside that.
    ///
    /// Errors: [`StoreError::NewerSchema`] when the database has steps that this program would have to know;
    /// [`StoreError::SchemaInUse`] when an instance runs that would have to know what is pending.
    pub async fn migrate_up(&self) -> Result<(), StoreError> {
        let transaction = self.begin_migration().await?;
        let before = applied(&transaction).await?;
        if !unknown(&before).is_empty() {
            return refuse_too_new(&transaction, &before).await;
        }
        refuse_in_use(&transaction, &before).await?;
        Migrator::up(&transaction, None).await?;
        note_needs(&transaction).await?;
        transaction.commit().await
    }

    /// Undoes the last `steps` steps together with what is stored in them.
    ///
    /// Errors: [`StoreError::NewerSchema`]: what this program does not know it cannot undo.
    pub async fn migrate_down(&self, steps: u32) -> Result<(), StoreError> {
        let transaction = self.begin_migration().await?;
        refuse_unknown(&applied(&transaction).await?)?;
        Migrator::down(&transaction, Some(steps)).await?;
        note_needs(&transaction).await?;
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

/// Whether this program may run beside the steps that it does not know: the last one who migrated wrote down what that takes.
async fn refuse_too_new(transaction: &Transaction, applied: &[String]) -> Result<(), StoreError> {
    let steps = Migrator::get_migration_files();
    let needed = house::find(transaction, house::SCHEMA_NEEDS).await?;
    let is_needed_known = needed.is_some_and(|needed| steps.iter().any(|step| step.name() == needed));
    let is_complete = steps.iter().all(|step| applied.iter().any(|name| name == step.name()));
    if is_needed_known && is_complete { Ok(()) } else { refuse_unknown(applied) }
}

/// Nothing is taken away that a running instance uses. A file has one program at a time, so nobody is asked there.
async fn refuse_in_use(transaction: &Transaction, applied: &[String]) -> Result<(), StoreError> {
    let is_shared = transaction.get_database_backend() == DbBackend::Postgres;
    if !is_shared || !applied.iter().any(|name| name == INSTANCES) {
        return Ok(());
    }
    let since = Timestamp(sql::scalar(transaction, super::time::NOW, []).await?) - HEARD_WITHIN;
    let running = instances::list(transaction).await?.into_iter().filter(|row| row.seen_at_us >= since.0);
    let running: Vec<instances::Model> = running.collect();
    for step in Migrator::get_migration_files() {
        let (step, needed) = (step.name().to_owned(), needed_by(step.name()).to_owned());
        // Steps are named in their order.
        let older = running.iter().find(|row| row.knows < needed);
        if let (false, Some(older)) = (applied.contains(&step), older) {
            let (instance, version) = (older.name.clone(), older.version.clone());
            return Err(StoreError::SchemaInUse { step, instance, version });
        }
    }
    Ok(())
}

/// Writes down what a program has to know from now on.
async fn note_needs(transaction: &Transaction) -> Result<(), StoreError> {
    let applied = applied(transaction).await?;
    match applied.last() {
        Some(last) if applied.iter().any(|name| name == HOUSE) => {
            house::put(transaction, house::SCHEMA_NEEDS, needed_by(last)).await
        }
        Some(_) | None => Ok(()),
    }
}

fn refuse_unknown(applied: &[String]) -> Result<(), StoreError> {
    match unknown(applied).pop() {
        Some(step) => Err(StoreError::NewerSchema { step }),
        None => Ok(()),
    }
}
