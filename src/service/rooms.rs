//! Rooms: sittings under way, the attempts written in them, and what becomes of them.

pub mod api;
pub mod append;
pub mod attempt_file;
pub mod book;
pub mod command_room;
pub mod due;
pub mod enter;
pub mod epoch;
pub mod event;
pub mod extend_attempts;
pub mod flag;
pub mod journal;
pub mod mark;
pub mod open_attempts;
pub mod open_room;
pub mod outcome;
mod own_attempt;
pub mod read_attempt;
pub mod read_log;
pub mod read_result;
pub mod read_room;
mod refusal;
pub mod room_file;
pub mod roster;
pub mod scope;
pub mod verify_answers;
pub mod views;
