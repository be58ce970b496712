//! Bounds of rooms: batches, queues, caches and how often things are looked at.

use serde::Deserialize;

/// `[rooms]` of the settings.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoomSettings {
    pub answers_batch_max: usize,
    pub answers_waiting_max: usize,
    pub attempts_cached_max: usize,
    pub people_max: u64,
    pub opened_after_ms: u64,
    pub roster_ms: u64,
    pub sweep_ms: u64,
    pub jobs_batch: u32,
    pub jobs_lease_s: i64,
    pub idle_s: i64,
    pub messages_student_max: i64,
    pub messages_staff_max: i64,
    pub messages_burst_max: u32,
    pub messages_burst_s: i64,
    pub integrity_max: i64,
    pub mark_lease_s: i64,
    pub export_rows: u32,
}
