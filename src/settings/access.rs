//! What people ask about all the time: whether they may enter an exam, how their order stands, what they have paid.

use serde::Deserialize;

/// `[access]` of the settings.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccessSettings {
    pub cache_ms: u64,
    pub cached_max: u64,
    pub history_cache_s: u64,
    pub history_cached_max: u64,
    pub wait_s_max: u64,
    pub waiting_max: usize,
    pub waiting_per_account_max: usize,
    pub look_again_ms: u64,
}
