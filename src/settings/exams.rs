//! Bounds of exams: what is kept in memory.

use serde::Deserialize;

/// `[exams]` of the settings.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExamSettings {
    pub papers_cached_max: u64,
}
