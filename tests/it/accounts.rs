//! Accounts against the real server: registering, signing in, the ladder, own sessions, profile, second factor, origins.

mod command;
pub(crate) mod house;
mod identity;
mod ladder;
mod life;
mod origins;
mod passwords;
mod profile;
mod records;
pub(crate) mod second_factor;
mod sessions;
mod verification;
