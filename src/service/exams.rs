//! Exams: the catalogue, question banks, papers and the sittings that are planned of them.
//!
//! Later slices use [`api`] only. Where exams have to ask rooms (how does a sitting stand?), the question is a trait of
//! [`api`] and `boot` brings the answer.

pub mod api;
pub mod browse_catalogue;
pub mod cards;
pub mod encoding;
pub mod enrol;
pub mod list_my_exams;
pub mod read_exam;
pub mod render;
mod scope;
