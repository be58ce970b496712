//! Sessions, their signing keys, and what password hashing may cost.

use secrecy::SecretString;
use serde::Deserialize;

/// `[accounts]` of the settings.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccountSettings {
    pub session_sliding_s: u32,
    pub session_s_max: u32,
    pub jwt_secret: SecretString,
    pub jwt_secret_previous: SecretString,
    pub hash_memory_kib: u32,
    pub hash_passes: u32,
    pub hash_concurrency: usize,
    pub hash_waiting_max: usize,
    pub session_cache_ms: u64,
}
