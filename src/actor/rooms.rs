//! The actors of rooms: who writes answers, who is where, and what is due.

pub mod answer_writer;
pub mod follower;
pub mod registry;
pub mod room;
pub mod staff;
pub mod sweeper;
