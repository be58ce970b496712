//! What this process is: its mode, its name, its data folder, and the keys it signs receipts with.

use secrecy::SecretString;
use serde::Deserialize;
use std::path::PathBuf;

/// `[instance]` of the settings.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InstanceSettings {
    pub mode: Mode,
    pub id: String,
    pub institute: String,
    pub data_dir: PathBuf,
    pub drain_s: u64,
}

/// How much the program may make up by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Secrets are generated into the data folder.
    Embedded,
    /// Secrets are given; weak ones are refused.
    Production,
}

/// `[receipts]` of the settings.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReceiptSettings {
    pub key: SecretString,
}

/// `[demo]` of the settings.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoSettings {
    pub enabled: bool,
}
