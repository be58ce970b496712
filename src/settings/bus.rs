//! Bounds of the event hub.

use serde::Deserialize;

/// `[bus]` of the settings.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BusSettings {
    /// Recent events kept for each open room, from which those who come back are served.
    pub ring_entries_max: usize,
    /// Bytes of recent events kept for each open room.
    pub ring_bytes_max: usize,
    /// Journal entries read at once when a hole is filled.
    pub journal_batch: u32,
    /// Who missed more events than this gets the room's state instead.
    pub recover_entries_max: u32,
    /// Events that may wait for one worker thread; beyond it the thread's sockets are sent back to catch up.
    pub thread_queue_max: usize,
    /// Sockets that get an event before other tasks of the thread have a turn.
    pub fanout_batch: usize,
    /// Identifiers that may wait for an actor before they become "look at everything".
    pub wake_ids_max: usize,
    /// While doorbells may be missing: time between two looks at the journals.
    pub look_ms: u64,
    /// While doorbells may be missing: time between two checks of rooms, caches, sessions and staff.
    pub recheck_ms: u64,
    /// While doorbells may be missing: how often sockets are told to look for themselves.
    pub missed_ms: u64,
    /// While doorbells arrive: time between two looks at the journals.
    pub idle_look_ms: u64,
}
