//! The store's behaviour, the same on SQLite and PostgreSQL. Each test has a database of its own.

mod accounts;
mod engine;
mod schema;
