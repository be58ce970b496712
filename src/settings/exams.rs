//! Bounds of exams: what is kept in memory, what a preview shows.

use serde::Deserialize;

/// `[exams]` of the settings.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExamSettings {
    pub papers_cached_max: u64,
    pub preview_samples_max: usize,
}
