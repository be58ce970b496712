//! Payments against the real server: what is read of them, by their owners and by admins, and the commands that prove the books.

mod access;
mod admin;
mod books;
mod history;
mod queue;
mod records;
pub(crate) mod till;
mod upkeep;
