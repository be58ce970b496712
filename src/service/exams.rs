//! Exams: the catalogue, question banks, papers and the sittings that are planned of them.
//!
//! Later slices use [`api`] only. Where exams have to ask rooms (how does a sitting stand?), the question is a trait of
//! [`api`] and `boot` brings the answer.

pub mod api;
pub mod encoding;
pub mod render;
