//! The table of jobs that wait or run.

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
}

/// Joins are written out in the queries that need them.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
