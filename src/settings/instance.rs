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
    pub roles: Vec<Role>,
    pub drain_s: u64,
    pub beat_ms: u64,
    pub gone_s: i64,
    pub forgotten_s: i64,
}

/// What a process does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Serves people: pages, the API and sockets.
    Web,
    /// Does what is due, whoever asked for it.
    Worker,
    /// Takes the messages of payment gateways.
    Webhook,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 3] = [Self::Web, Self::Worker, Self::Webhook];

    /// As the settings name it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Web => "web",
            Self::Worker => "worker",
            Self::Webhook => "webhook",
        }
    }
}

impl InstanceSettings {
    /// Whether this process has a role.
    pub fn has(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }
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
