//! Accounts: people, what they may be, their sessions, links in mails, and the ladder that locks out guessers. One file per table,
//! and the cache of sessions.

pub mod account;
pub mod ladder;
pub mod link;
pub mod role;
pub mod session;
pub mod standing;
