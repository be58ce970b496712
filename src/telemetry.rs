//! Logs and metrics: every name in one place, so that a dashboard and the code cannot drift apart.

pub mod logs;
pub mod metric;
