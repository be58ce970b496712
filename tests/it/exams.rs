//! Exams against the real server: the catalogue, imports, papers, sittings, and the commands that do the same.

mod bank;
mod catalogue;
mod command;
pub(crate) mod desk;
mod enrolments;
mod import;
mod papers;
mod sittings;
mod versions;
mod volume;
