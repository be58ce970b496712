//! The replica for history and analytics: whether it follows the primary, and who is read while it does not.

use super::{Store, sql};
use examhall_domain::time::Span;
use sea_orm::DatabaseConnection;
use std::sync::atomic::Ordering;
use std::time::Duration;

/// How a replica was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Following {
    /// It follows closely enough to be read.
    Closely,
    /// It is this far behind, so that the primary is read instead.
    TooFarBehind(Span),
    /// It does not answer, so that the primary is read instead.
    Away,
}

impl Store {
    /// Connections for history and analytics: the replica where there is one that follows, which may lag behind; else those of
    /// the primary that only read.
    pub fn history(&self) -> &DatabaseConnection {
        match &self.pools.replica {
            Some(replica) if replica.follows.load(Ordering::Relaxed) => &replica.pool,
            Some(_) | None => &self.pools.read,
        }
    }

    /// Looks whether the replica follows, and reads history accordingly from now on; nothing where there is none.
    pub async fn look_at_replica(&self, patience: Duration) -> Option<Following> {
        let replica = self.pools.replica.as_ref()?;
        let asked = tokio::time::timeout(patience, sql::scalar(&replica.pool, BEHIND, [])).await;
        let following = match asked {
            Ok(Ok(behind_us)) if Span(behind_us) <= replica.behind_max => Following::Closely,
            Ok(Ok(behind_us)) => Following::TooFarBehind(Span(behind_us)),
            Ok(Err(_)) | Err(_) => Following::Away,
        };
        replica.follows.store(following == Following::Closely, Ordering::Relaxed);
        Some(following)
    }
}

/// What is received and applied is not behind, however long ago the last change was; what is no replica is never behind.
const BEHIND: &str = "
SELECT CASE
    WHEN NOT pg_is_in_recovery() OR pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0
    ELSE COALESCE((EXTRACT(EPOCH FROM clock_timestamp() - pg_last_xact_replay_timestamp()) * 1000000)::BIGINT, 0)
END";
