//! The table of jobs that wait or run.

use examhall_domain::time::Timestamp;
use sea_orm::entity::prelude::*;

/// A row of `jobs`. The lowest priority goes first; `payload` is JSON.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "jobs")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub kind: String,
    pub dedupe_key: Option<String>,
    pub priority: i64,
    pub run_at_us: i64,
    pub payload: String,
    /// How often it was claimed.
    pub attempts: i64,
    pub attempts_max: i64,
    pub lease_owner: Option<String>,
    pub lease_until_us: Option<i64>,
    pub last_error: Option<String>,
    pub created_at_us: i64,
    /// When whoever holds it claimed it.
    pub claimed_at_us: Option<i64>,
    /// When it was asked for again since it was claimed.
    pub rung_at_us: Option<i64>,
    /// For how long it was worked on before, without the time that it waited.
    pub busy_us: i64,
    /// How often it failed, also before a try that went well.
    pub failures: i64,
}

impl Model {
    /// For how long it was worked on until now.
    pub(super) fn busy_until(&self, now: Timestamp) -> i64 {
        let since = self.claimed_at_us.map_or(0, |claimed_at_us| now.0.saturating_sub(claimed_at_us).max(0));
        self.busy_us.saturating_add(since)
    }
}

/// Joins are written out in the queries that need them.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
