//! Integration tests: one binary, so that it links once.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on says where")]

mod accounts;
mod authorisation;
mod boots;
mod bus;
mod deploy;
mod exams;
mod gateway;
mod mail;
mod ops;
mod payments;
mod ratelimit;
mod redis;
mod rooms;
mod simulator;
mod socket;
mod store;
mod support;
mod tidy;
