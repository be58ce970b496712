//! How Redis is reached: a server, the master that Sentinels name, or the nodes of a cluster. What is said there is the
//! matter of those who keep or send something: `bus` and `store`.

mod backoff;
mod commands;
mod link;
mod reach;

pub use backoff::Backoff;
pub use commands::Commands;
pub use link::Link;
pub use reach::{Reach, Unreachable};
