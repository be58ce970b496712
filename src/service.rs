//! Use cases, one file per verb, and the only place that opens a transaction.

pub mod problem;
pub mod texts;
