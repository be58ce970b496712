//! Rules and state machines of Examhall.
//!
//! Everything here is a function of its arguments: no I/O, no async, no clock, no randomness of its own and no
//! framework, which the package's own manifest enforces. Time, ids and seeds come in; decisions and events go out.

pub mod accounts;
pub mod exams;
pub mod id;
pub mod mail;
pub mod money;
pub mod payments;
pub mod picture;
pub mod ratelimit;
pub mod rooms;
pub mod seed;
pub mod spreadsheet;
pub mod text;
pub mod time;
