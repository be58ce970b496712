//! Accounts: registering, signing in and out, passwords, own addresses and profiles, what is
//! kept about people and how it is erased, and finding out who asks.
//!
//! Later slices use [`api`] only. Where accounts has to ask a later slice (is somebody writing an exam?), the question is
//! a trait of [`api`] and `boot` brings the answer.

pub mod api;
pub mod ask_erasure;
pub mod ask_reset;
pub mod authenticate;
pub mod change_password;
pub mod change_profile;
pub mod change_role;
pub mod create_account;
pub mod end_sessions;
pub mod erase_accounts;
pub mod export_data;
mod fields;
pub mod finish_sign_in;
mod links;
pub mod list_sessions;
mod notice;
mod open_session;
pub mod picture;
pub mod prove;
pub mod read_me;
pub mod refresh;
pub mod register;
pub mod request_verification;
pub mod reset_password;
mod rungs;
pub mod second_factor;
pub mod sign_in;
pub mod sweep_sessions;
pub mod verify_email;
