//! Exams: the catalogue, question banks, papers and the sittings that are planned of them.

pub mod encoding;
pub mod render;
