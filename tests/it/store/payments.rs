//! Payments in both stores.

mod access;
mod before;
mod inbox;
mod keys;
mod orders;
mod outbox;
mod partitions;
