//! The transport's contract, and the hub over transports that misbehave.

mod contract;
pub mod journal;
mod order;
mod recovery;
mod unreliable;
