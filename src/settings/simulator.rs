//! The simulated payment gateway: where it listens, where its books lie, and what goes wrong there on purpose.

use secrecy::SecretString;
use serde::Deserialize;
use std::path::PathBuf;

/// `[simulator]` of the settings.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SimulatorSettings {
    pub port: u16,
    pub file: PathBuf,
    pub key_id: String,
    pub key_secret: SecretString,
    pub webhook_secret: SecretString,
    pub webhook: String,
    pub seed: u64,
    pub faults_percent: u8,
    pub captures_by_itself: bool,
    pub late_ms: u32,
    pub capture_within_s: u32,
    pub refund_ms: u32,
    pub retry_ms: u32,
    pub retry_ms_max: u32,
}
