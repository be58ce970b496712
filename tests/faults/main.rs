//! Faults: the real program is killed while hundreds write, and abused while others write.
//!
//! These tests load the machine, so they are a binary of their own and few run at a time. By hand they grow:
//! `EXAMHALL_KILLS=20 EXAMHALL_STUDENTS=300 EXAMHALL_SEED=7 tests/run --release --only faults -- killed`,
//! `EXAMHALL_PAYMENTS=500 EXAMHALL_KILLS=5 tests/run --release --only faults -- payments`,
//! `EXAMHALL_STUDENTS=200 EXAMHALL_PAYMENTS=500 EXAMHALL_KILLS=5 tests/run --release --only faults -- cluster`,
//! the same with `EXAMHALL_PEER=host:port` beside another server's figures (see `cluster/peer.rs`),
//! `EXAMHALL_ROUNDS=5 tests/run --release --only faults -- floods` (with more rounds than one, no percentile is forgiven).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on says where")]

/// Prints a figure whether or not the test passes: the test runner holds back what a passing test prints.
macro_rules! figure {
    ($($words:tt)*) => {{
        use std::io::Write;
        let _ = writeln!(std::io::stdout(), $($words)*);
    }};
}

mod abuse;
mod api;
mod arrival;
mod cluster;
mod database;
mod desk;
mod follower;
mod instant;
mod killed;
mod ledger;
mod memory;
mod percentiles;
mod process;
mod records;
mod sale;
mod school;
mod socket;
mod stage;
mod student;
mod tasks;
mod verify;

use tokio::sync::{Semaphore, SemaphorePermit};

/// Two tests at once measure each other, so that figures are taken one after another, in release. What merely has to come
/// right may share the machine.
const PLACES: u32 = if cfg!(debug_assertions) { 3 } else { 1 };
static FREE_PLACES: Semaphore = Semaphore::const_new(PLACES as usize);

/// A place among the tests that run.
async fn place() -> SemaphorePermit<'static> {
    FREE_PLACES.acquire().await.unwrap()
}

/// Every place, for a test that compares times.
async fn alone() -> SemaphorePermit<'static> {
    FREE_PLACES.acquire_many(PLACES).await.unwrap()
}

/// A figure that the environment may change.
fn setting(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).map_or(otherwise, |text| text.parse().unwrap_or_else(|_| panic!("{name} is no number: {text}")))
}
