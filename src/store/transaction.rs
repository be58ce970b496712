//! Transactions: the only way to write. A transaction that is dropped is rolled back.

use super::Store;
use super::error::StoreError;
use super::gate::{Permit, Priority};
use sea_orm::entity::prelude::async_trait;
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseExecutor, DatabaseTransaction, DbBackend, DbErr, ExecResult,
    IntoDatabaseExecutor, QueryResult, SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
};
use std::sync::atomic::{AtomicBool, Ordering};

/// How often a transaction is run again that the engine gave up.
pub const RETRIES_MAX: u32 = 5;

/// An open transaction; a repository is given it as its connection.
#[derive(Debug)]
pub struct Transaction {
    // Declared before the permit: the rollback of a dropped transaction is queued before the next writer is let in.
    inner: Inner,
    _permit: Option<Permit>,
}

#[derive(Debug)]
enum Inner {
    /// Until it is committed or dropped.
    Open(DatabaseTransaction),
    /// Not begun: the engine commits the one statement together with running it.
    Single(Single),
}

impl Transaction {
    /// Makes everything durable and visible, then lets the next writer in.
    ///
    /// Errors: after [`StoreError::Unavailable`] nobody knows whether it was committed; the caller reads to find out.
    pub async fn commit(self) -> Result<(), StoreError> {
        match self.inner {
            Inner::Open(transaction) => Ok(transaction.commit().await?),
            Inner::Single(_) => Ok(()),
        }
    }

    /// Undoes everything at once instead of when the connection is used next.
    pub async fn rollback(self) -> Result<(), StoreError> {
        match self.inner {
            Inner::Open(transaction) => Ok(transaction.rollback().await?),
            Inner::Single(_) => Ok(()),
        }
    }
}

/// For steps of the schema.
impl<'c> IntoDatabaseExecutor<'c> for &'c Transaction {
    fn into_database_executor(self) -> DatabaseExecutor<'c> {
        match &self.inner {
            Inner::Open(transaction) => DatabaseExecutor::Transaction(transaction),
            Inner::Single(single) => DatabaseExecutor::Connection(&single.pool),
        }
    }
}

#[async_trait::async_trait]
impl ConnectionTrait for Transaction {
    fn get_database_backend(&self) -> DbBackend {
        match &self.inner {
            Inner::Open(transaction) => transaction.get_database_backend(),
            Inner::Single(single) => single.pool.get_database_backend(),
        }
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        match &self.inner {
            Inner::Open(transaction) => transaction.execute_raw(statement).await,
            Inner::Single(single) => single.spend()?.execute_raw(statement).await,
        }
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        match &self.inner {
            Inner::Open(transaction) => transaction.execute_unprepared(sql).await,
            Inner::Single(single) => single.spend()?.execute_unprepared(sql).await,
        }
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        match &self.inner {
            Inner::Open(transaction) => transaction.query_one_raw(statement).await,
            Inner::Single(single) => single.spend()?.query_one_raw(statement).await,
        }
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        match &self.inner {
            Inner::Open(transaction) => transaction.query_all_raw(statement).await,
            Inner::Single(single) => single.spend()?.query_all_raw(statement).await,
        }
    }
}

/// A statement that is a transaction.
#[derive(Debug)]
struct Single {
    pool: DatabaseConnection,
    is_spent: AtomicBool,
}

impl Single {
    /// A second statement would be another transaction, and half of what belongs together could be lost.
    fn spend(&self) -> Result<&DatabaseConnection, DbErr> {
        if self.is_spent.swap(true, Ordering::Relaxed) {
            return Err(DbErr::Custom("a transaction of one statement was given another one".to_owned()));
        }
        Ok(&self.pool)
    }
}

impl Store {
    /// Opens a transaction that may write, after its turn has come.
    ///
    /// Errors: [`StoreError::Busy`] when the wait for SQLite's writer is too long, [`StoreError::Unavailable`].
    pub async fn begin(&self, priority: Priority) -> Result<Transaction, StoreError> {
        let permit = match &self.gate {
            Some(gate) => Some(gate.enter(priority).await?),
            None => None,
        };
        // Without IMMEDIATE, SQLite would take the lock at the first write and refuse it if a read came before.
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let inner = Inner::Open(self.pools.write.begin_with_options(options).await?);
        Ok(Transaction { inner, _permit: permit })
    }

    /// The same for what a repository says in one statement on PostgreSQL: a single round trip is begin, statement and commit,
    /// on one of few connections where statements stay prepared and warm. It is durable once the statement has returned;
    /// a second statement is refused. SQLite, where statements cost no round trip, is given an ordinary transaction.
    ///
    /// Errors: as [`Self::begin`].
    pub async fn begin_single(&self, priority: Priority) -> Result<Transaction, StoreError> {
        let Some(pool) = &self.pools.single else { return self.begin(priority).await };
        let inner = Inner::Single(Single { pool: pool.clone(), is_spent: AtomicBool::new(false) });
        Ok(Transaction { inner, _permit: None })
    }

    /// Runs `work` in a transaction and commits it, as often as [`retrying`] says. `work` must therefore have no effect
    /// outside of its transaction.
    ///
    /// The future is not `Send` where the compiler cannot see that every transaction's borrow is; a task that moves
    /// between threads opens and commits its transaction itself, inside [`retrying`].
    ///
    /// Errors: those of `work`; [`StoreError::Retryable`] when every run lost.
    pub async fn in_transaction<T, E, F>(&self, priority: Priority, work: F) -> Result<T, E>
    where
        E: From<StoreError> + AsStoreError,
        F: AsyncFn(&Transaction) -> Result<T, E>,
    {
        retrying(|| self.run_once(priority, &work)).await
    }

    async fn run_once<T, E, F>(&self, priority: Priority, work: &F) -> Result<T, E>
    where
        E: From<StoreError>,
        F: AsyncFn(&Transaction) -> Result<T, E>,
    {
        let transaction = self.begin(priority).await?;
        match work(&transaction).await {
            Ok(value) => {
                transaction.commit().await?;
                Ok(value)
            }
            Err(error) => {
                // Whoever is told of the error and comes again must not find its own locks. What cannot be rolled back has
                // lost its connection, and its locks with it.
                let _ = transaction.rollback().await;
                Err(error)
            }
        }
    }
}

/// Runs `work` again, at most [`RETRIES_MAX`] times, when the engine gave its transaction up in favour of another one.
/// There is no pause in between: the next run waits for the lock that the winner holds.
///
/// Errors: those of `work`; [`StoreError::Retryable`] when every run lost.
pub async fn retrying<T, E, F, Run>(mut work: F) -> Result<T, E>
where
    E: AsStoreError,
    F: FnMut() -> Run,
    Run: Future<Output = Result<T, E>>,
{
    let mut runs = 0;
    loop {
        let outcome = work().await;
        runs += 1;
        match &outcome {
            Err(error) if runs <= RETRIES_MAX && is_retryable(error) => {}
            _ => return outcome,
        }
    }
}

/// An error that may have come from the store, so that a transaction inside a use case can be run again.
pub trait AsStoreError {
    /// The store's part of the error, if it is one.
    fn as_store_error(&self) -> Option<&StoreError>;
}

impl AsStoreError for StoreError {
    fn as_store_error(&self) -> Option<&StoreError> {
        Some(self)
    }
}

fn is_retryable<E: AsStoreError>(error: &E) -> bool {
    matches!(error.as_store_error(), Some(StoreError::Retryable(_)))
}
