//! Payments in both stores.

mod access;
mod before;
mod inbox;
mod keys;
pub(crate) mod orders;
mod outbox;
mod partitions;
mod timelines;
