//! Accounts: people, what they may be, their sessions, and the ladder that locks out guessers. One file per table.

pub mod account;
pub mod ladder;
pub mod role;
pub mod session;
