//! What students and their proctors say to each other, raised hands, and what a student's page noticed.
//!
//! All of it is rows beside the attempt: the room's journal tells what changed the room for all, and nobody but the student
//! and the staff learns of this.

pub mod hand;
pub mod integrity;
pub mod say;
pub mod tell_students;
mod telling;
pub mod thread;
pub mod views;
mod whose;
