//! Rooms and their journal, attempts and their append-only log, what remains of an attempt (evidence, result and
//! receipt), the answers that people mark with their marks, and what was said and noticed about it. One file per table,
//! and one for the rows of exported results.

pub mod attempt;
pub mod attempt_log;
pub mod evidence;
pub mod hand_mark;
pub mod integrity;
pub mod journal;
pub mod marking_task;
pub mod message;
pub mod receipt;
pub mod result;
pub mod result_row;
pub mod room;
pub mod talk;
