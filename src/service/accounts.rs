//! Accounts: registering, signing in and out, and finding out who asks.

pub mod api;
