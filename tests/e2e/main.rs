//! Walks through the pages in a real browser, against the program as it is shipped.
//!
//! Each walk starts its own server in a folder of its own and its own browsers, so that walks know nothing of each other. Nothing
//! here waits for time to pass: `until` looks until something is so, and says what it looked for when it never was.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a walk that cannot go on says where")]

/// Prints a figure whether or not the walk passes: the test runner holds back what a passing walk prints.
macro_rules! figure {
    ($($words:tt)*) => {{
        use std::io::Write;
        let _ = writeln!(std::io::stdout(), $($words)*);
    }};
}

mod api;
mod axe;
mod browser;
mod driver;
mod folder;
mod hall;
mod network;
mod server;
mod student;
mod texts;
mod until;
mod walks;

// The stage of several instances stands with the tests of faults, which use more of it than walks do.
#[path = "../faults/cluster/balancer.rs"]
#[allow(dead_code, reason = "walks use a part of it")]
mod balancer;
#[path = "../faults/database.rs"]
#[allow(dead_code, reason = "walks use a part of it")]
mod database;
#[path = "../faults/process.rs"]
#[allow(dead_code, reason = "walks use a part of it")]
mod process;
#[path = "../faults/cluster/redis.rs"]
#[allow(dead_code, reason = "walks use a part of it")]
mod redis;
