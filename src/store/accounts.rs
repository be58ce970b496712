//! Accounts: people and their pictures, what they may be, their sessions and second factors, links in mails, and the
//! ladder that locks out guessers. One file per table, and the cache of sessions.

pub mod account;
pub mod ladder;
pub mod link;
pub mod picture;
pub mod recovery_code;
pub mod role;
pub mod second_factor;
pub mod session;
pub mod standing;
