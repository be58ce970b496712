//! Rooms and their journal, attempts and their append-only log, and what remains of an attempt: evidence, result and
//! receipt. One file per table.

pub mod attempt;
pub mod attempt_log;
pub mod evidence;
pub mod journal;
pub mod receipt;
pub mod result;
pub mod room;
