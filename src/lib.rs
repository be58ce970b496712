//! Examhall: a real-time exam server.

pub mod settings;
pub mod store;
