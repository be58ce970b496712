//! Limits of rate: which requests are let through, who is shut out, and what an admin sees and lifts.
//!
//! Nothing here reads the store before a request is let through: a flood must not cost more than its refusal.

pub mod admit;
pub mod api;
pub mod lift_ban;
pub mod limits;
pub mod offenders;
pub mod read_limits;
mod spent;
pub mod supervise;
