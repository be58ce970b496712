//! Rooms: one for each sitting, with the attempts that are written in it.

pub mod book;
