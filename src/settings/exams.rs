//! Bounds of exams: what is kept in memory, what a preview shows, and how large the lists are that teachers bring.

use serde::Deserialize;

/// `[exams]` of the settings.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExamSettings {
    pub papers_cached_max: u64,
    pub preview_samples_max: usize,
    pub enrolment_rows_max: usize,
    pub enrolment_bytes_max: usize,
    pub staff_max: u64,
}
