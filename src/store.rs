//! Our own state in SQL: one repository per slice, the same behaviour on SQLite and PostgreSQL.
//!
//! Repositories are free functions over a connection or a transaction. They hold no business rule: what may happen is
//! decided by the domain, what must not happen twice is decided by a constraint. Only services open transactions.
//! Every statement goes through [`Store::read`], [`Store::history`] or a [`Transaction`], so that counting and timing
//! have one place.

mod connect;
mod connections;
pub mod constraint;
mod durability;
mod error;
mod gate;
pub mod json;
mod migrate;
mod sql;
mod statement;
mod time;
mod transaction;

pub mod accounts;
pub mod audit;
pub mod exams;
pub mod house;
pub mod instances;
pub mod jobs;
pub mod mail;
pub mod media;
pub mod payments;
pub mod presence;
pub mod ratelimit;
mod replica;
pub mod rooms;

pub use connections::PoolUse;
pub use durability::assert_durable;
pub use error::StoreError;
pub use gate::Priority;
pub use migrate::{MigrationState, MigrationStatus};
pub use replica::Following;
pub use transaction::{AsStoreError, RETRIES_MAX, Transaction, retrying};

use crate::settings::store::StoreSettings;
use connect::Pools;
use gate::Gate;
use sea_orm::{DatabaseConnection, DbBackend};
use std::sync::Arc;

/// The connected store. Cloning shares the pools.
#[derive(Clone, Debug)]
pub struct Store {
    pools: Pools,
    gate: Option<Arc<Gate>>,
}

impl Store {
    /// Connects the pools and asserts that they keep what they acknowledge. Does not migrate.
    ///
    /// Errors: [`StoreError::Unavailable`] when the store cannot be reached, [`StoreError::NotDurable`] when it would
    /// lose acknowledged writes in a crash, [`StoreError::UnknownEngine`] for a URL of another kind.
    pub async fn connect(settings: &StoreSettings) -> Result<Self, StoreError> {
        let pools = connect::connect(settings).await?;
        durability::assert_durable(&pools.write).await?;
        let gate = match pools.write.get_database_backend() {
            DbBackend::Sqlite => Some(Arc::new(Gate::new(settings))),
            _ => None,
        };
        Ok(Self { pools, gate })
    }

    /// Connections that only read, of the primary: what was committed before the call is seen.
    pub fn read(&self) -> &DatabaseConnection {
        &self.pools.read
    }

    /// Closes all connections once they are returned; later calls are answered with [`StoreError::Unavailable`].
    pub async fn close(&self) -> Result<(), StoreError> {
        if let Some(followed) = &self.pools.replica {
            followed.pool.close_by_ref().await?;
        }
        for pool in [Some(&self.pools.read), Some(&self.pools.write), self.pools.single.as_ref()].into_iter().flatten()
        {
            pool.close_by_ref().await?;
        }
        Ok(())
    }
}
