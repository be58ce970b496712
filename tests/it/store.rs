//! The store's behaviour, the same on SQLite and PostgreSQL. Each test has a database of its own.

pub(crate) mod accounts;
mod attempts;
mod audit;
mod bank;
pub(crate) mod engine;
mod exams;
pub(crate) mod fixtures;
mod instances;
mod jobs;
mod jobs_queue;
mod log_batches;
mod mails;
mod marking;
pub(crate) mod payments;
mod person;
pub(crate) mod pictures;
mod rooms;
mod schema;
mod talk;
mod transactions;
