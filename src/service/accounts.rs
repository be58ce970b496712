//! Accounts: registering, signing in and out, passwords, own addresses, and finding out who asks.
//!
//! Later slices use [`api`] only. Where accounts has to ask a later slice (is somebody writing an exam?), the question is
//! a trait of [`api`] and `boot` brings the answer.

pub mod api;
pub mod ask_reset;
pub mod authenticate;
pub mod change_password;
pub mod change_role;
pub mod create_account;
pub mod end_sessions;
mod fields;
mod links;
pub mod list_sessions;
mod notice;
mod open_session;
pub mod read_me;
pub mod refresh;
pub mod register;
pub mod request_verification;
pub mod reset_password;
mod rungs;
pub mod sign_in;
pub mod sweep_sessions;
pub mod verify_email;
