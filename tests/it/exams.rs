//! Exams against the real server: the catalogue, imports, papers, sittings, and the commands that do the same.

mod bank;
mod catalogue;
mod command;
pub(crate) mod desk;
mod enrolments;
mod import;
mod papers;
pub(crate) mod pictures;
mod sittings;
mod versions;
mod volume;
mod written_papers;
