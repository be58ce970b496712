//! The transport's contract, and the hub over transports that misbehave.

mod contract;
mod journal;
mod order;
mod recovery;
mod unreliable;
