//! Examhall: a real-time exam server.
//!
//! Layers, lowest first: `settings`, `telemetry` and `redis_link`, then `gateway`, `store` and `bus`, then `service`, `actor`, `edge`,
//! and `boot` on top. Imports point down; `tests/it/tidy.rs` keeps it so.

pub mod actor;
pub mod boot;
pub mod bus;
pub mod edge;
pub mod gateway;
pub mod redis_link;
pub mod service;
pub mod settings;
pub mod store;
pub mod telemetry;
