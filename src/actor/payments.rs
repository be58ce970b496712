//! What lives on for payments: sagas that bring orders on, the intake of webhooks and who tells them to their orders, the
//! clerk who reconciles, and who follows changes that other instances made.

pub mod applier;
pub mod clerk;
pub mod follower;
pub mod intake;
mod saga;
pub mod sagas;
