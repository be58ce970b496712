//! What lives on for payments.

pub mod follower;
