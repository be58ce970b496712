//! The database server's clock, by which instances agree.

use super::{Store, StoreError, sql};
use examhall_domain::time::Timestamp;
use sea_orm::DbBackend;

impl Store {
    /// The present as the database server has it; none where the database is a file and has no clock of its own.
    ///
    /// Errors: [`StoreError::Unavailable`].
    pub async fn now(&self) -> Result<Option<Timestamp>, StoreError> {
        match self.read().get_database_backend() {
            DbBackend::Postgres => Ok(Some(Timestamp(sql::scalar(self.read(), NOW, []).await?))),
            _ => Ok(None),
        }
    }
}

pub(super) const NOW: &str = "SELECT (EXTRACT(EPOCH FROM clock_timestamp()) * 1000000)::BIGINT";
