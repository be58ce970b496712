//! How much of the pools is in use, for the operator.

use super::Store;
use sea_orm::{DatabaseConnection, DbBackend};

/// One pool of connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PoolUse {
    /// `write`, `single`, `read` or `history`.
    pub name: &'static str,
    /// Connections that are open.
    pub open: u32,
    /// Open connections that nobody uses.
    pub idle: u32,
    /// Connections that may be open.
    pub max: u32,
}

impl Store {
    /// The pools; those that this store does not have are left out.
    pub fn pools(&self) -> Vec<PoolUse> {
        let mut found = vec![look("write", &self.pools.write)];
        found.extend(self.pools.single.as_ref().map(|single| look("single", single)));
        found.push(look("read", &self.pools.read));
        found.extend(self.pools.replica.as_ref().map(|replica| look("history", &replica.pool)));
        found
    }
}

fn look(name: &'static str, connection: &DatabaseConnection) -> PoolUse {
    let (open, idle, max) = match connection.get_database_backend() {
        DbBackend::Sqlite => {
            let pool = connection.get_sqlite_connection_pool();
            (pool.size(), pool.num_idle(), pool.options().get_max_connections())
        }
        _ => {
            let pool = connection.get_postgres_connection_pool();
            (pool.size(), pool.num_idle(), pool.options().get_max_connections())
        }
    };
    PoolUse { name, open, idle: u32::try_from(idle).unwrap_or(u32::MAX).min(open), max }
}
