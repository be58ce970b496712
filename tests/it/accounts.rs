//! Accounts against the real server: registering, signing in, the ladder, own sessions, origins.

mod command;
pub(crate) mod house;
mod identity;
mod ladder;
mod life;
mod origins;
mod passwords;
mod sessions;
mod verification;
