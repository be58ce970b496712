//! Payments against the real server: what is read of them, by their owners and by admins, and the commands that prove the books.

mod access;
mod admin;
mod bank;
mod books;
mod buying;
mod counter;
mod crashes;
mod crowd;
mod history;
mod logged;
mod proofs;
mod queue;
mod records;
mod refunds;
mod repeats;
mod shop;
pub(crate) mod till;
mod upkeep;
mod webhooks;
