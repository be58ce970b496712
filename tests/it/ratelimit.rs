//! Limits of rate: the engines' contract, bounded memory, bans, the fallback, and what clients meet over HTTP.

mod admin;
mod bans;
pub mod contract;
mod engine_away;
mod fields;
mod hall;
mod limits;
mod memory;
mod over_http;
mod parallel;
mod routes;
