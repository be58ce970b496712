//! Transactions: the only way to write. A transaction that is dropped is rolled back.

use super::Store;
use super::error::StoreError;
use super::gate::{Permit, Priority};
use sea_orm::entity::prelude::async_trait;
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, ExecResult, QueryResult, SqliteTransactionMode, Statement,
    TransactionOptions, TransactionTrait,
};
use std::ops::Deref;

/// How often a transaction is run again that the engine gave up.
pub const RETRIES_MAX: u32 = 5;

/// An open transaction; statements run on what it derefs to.
#[derive(Debug)]
pub struct Transaction {
    // Declared before the permit: the rollback of a dropped transaction is queued before the next writer is let in.
    inner: DatabaseTransaction,
    _permit: Option<Permit>,
}

impl Transaction {
    /// Makes everything durable and visible, then lets the next writer in.
    ///
    /// Errors: after [`StoreError::Unavailable`] nobody knows whether it was committed; the caller reads to find out.
    pub async fn commit(self) -> Result<(), StoreError> {
        Ok(self.inner.commit().await?)
    }

    /// Undoes everything at once instead of when the connection is used next.
    pub async fn rollback(self) -> Result<(), StoreError> {
        Ok(self.inner.rollback().await?)
    }
}

impl Deref for Transaction {
    type Target = DatabaseTransaction;

    fn deref(&self) -> &Self::Target {
        &self.inner
    }
}

/// So that a repository can be given the transaction itself.
#[async_trait::async_trait]
impl ConnectionTrait for Transaction {
    fn get_database_backend(&self) -> DbBackend {
        self.inner.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.inner.execute_raw(statement).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.inner.execute_unprepared(sql).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.inner.query_one_raw(statement).await
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.inner.query_all_raw(statement).await
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
        let inner = self.pools.write.begin_with_options(options).await?;
        Ok(Transaction { inner, _permit: permit })
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
