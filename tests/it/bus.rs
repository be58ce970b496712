//! The transport's contract, and the hub over transports that misbehave.

pub mod contract;
pub mod journal;
mod order;
mod recovery;
mod unreliable;
