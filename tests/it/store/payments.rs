//! Payments in both stores.

mod access;
mod before;
mod inbox;
mod keys;
mod outbox;
mod partitions;
