//! Rooms and their journal, attempts and their append-only log, what remains of an attempt (evidence, result and
//! receipt), and what was said and noticed about it. One file per table.

pub mod attempt;
pub mod attempt_log;
pub mod evidence;
pub mod integrity;
pub mod journal;
pub mod message;
pub mod receipt;
pub mod result;
pub mod room;
pub mod talk;
