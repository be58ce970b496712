//! A payment gateway that is simulated: it speaks Razorpay's own wire, so that the client that ships is what demos, tests
//! and load tests run.
//!
//! It shares no code with the server that it serves: what the two must agree on is Razorpay's documentation alone
//! (<https://razorpay.com/docs>). Its books lie in a file of its own and survive being killed at any line. Time comes from
//! a [`Clock`], chance from a [`Seed`], so that the same calls meet the same faults.
//!
//! Files import downwards: `server` over `api` and the two loops (`courier`, `timekeeper`), over `acts` (the only place that
//! opens a transaction) and `asked`, over `books` and `wire`, over the rules without I/O (`charge`, `currency`, `draw`, `faults`,
//! `signature`).

mod acts;
mod api;
mod asked;
mod books;
mod charge;
mod clock;
mod config;
mod courier;
mod currency;
mod draw;
mod faults;
mod gateway;
mod page;
mod retry;
mod server;
mod signature;
mod timekeeper;
mod wire;

pub use clock::Clock;
pub use config::{Config, Keys, Limits, Timing};
pub use draw::Seed;
pub use faults::{Fault, Faults, Next, Share};
pub use server::{Running, StartError, start};
pub use signature::hex_hmac;
