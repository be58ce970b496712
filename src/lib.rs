//! Examhall: a real-time exam server.

pub mod bus;
pub mod settings;
