//! The actors of accounts: which sockets belong to which session.

pub mod follower;
pub mod sessions;
