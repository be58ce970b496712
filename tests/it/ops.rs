//! The operator's side: health, metrics, readiness, the sealed log, verification, migrations, housekeeping, logs and draining.

mod answers;
mod audit;
pub(crate) mod command;
mod config;
mod drain;
pub(crate) mod exam;
mod health;
pub(crate) mod housekeeping;
mod logs;
mod metrics;
pub(crate) mod program;
mod ready;
