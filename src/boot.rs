//! The composition root: the only place that knows every part and wires them together.

pub mod command;
pub mod context;
pub mod demo;
pub mod lifecycle;
mod mail;
mod redis;
pub mod secrets;
pub mod server;
pub mod simulator;
