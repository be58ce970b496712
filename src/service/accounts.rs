//! Accounts: registering, signing in and out, and finding out who asks.
//!
//! Later slices use [`api`] only. Where accounts has to ask a later slice (is somebody writing an exam?), the question is
//! a trait of [`api`] and `boot` brings the answer.

pub mod api;
pub mod authenticate;
pub mod change_role;
pub mod create_account;
pub mod end_sessions;
mod fields;
pub mod list_sessions;
mod open_session;
pub mod read_me;
pub mod refresh;
pub mod register;
pub mod sign_in;
pub mod sweep_sessions;
