//! The simulator as its callers see it: over HTTP, with a clock that is turned by hand and a receiver of webhooks.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on says where")]

mod books;
mod checkout;
mod faults;
mod orders;
mod payments;
mod refunds;
mod support;
mod webhooks;
mod wire;
