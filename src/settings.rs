//! Typed configuration: loaded once, validated, then never changed.
//!
//! `config/default.toml` is compiled in and documents every key. Layers above it are a file, `EXAMHALL__…` variables and
//! the well-known names. A start with a wrong setting ends with one sentence that says which key and what to do.

mod access;
mod accounts;
mod bus;
mod exams;
mod http;
mod instance;
mod layers;
mod mail;
mod media;
mod network;
mod ops;
mod payments;
mod ratelimit;
mod redis;
mod rooms;
mod simulator;
mod socket;
pub mod store;
mod telemetry;
mod validation;

pub use self::redis::{RedisMode, RedisSettings};
pub use access::AccessSettings;
pub use accounts::AccountSettings;
pub use bus::BusSettings;
pub use exams::ExamSettings;
pub use http::HttpSettings;
pub use instance::{DemoSettings, InstanceSettings, Mode, ReceiptSettings, Role};
pub use layers::{Environment, defaults, effective, load, without_files};
pub use mail::{MailSettings, MailTls, SmtpServer};
pub use media::MediaSettings;
pub use network::NetworkRange;
pub use ops::OpsSettings;
pub use payments::{CallSettings, GatewayUrl, PaymentSettings, RazorpaySettings};
pub use ratelimit::{PolicySettings, RateLimitSettings};
pub use rooms::RoomSettings;
pub use simulator::SimulatorSettings;
pub use socket::SocketSettings;
pub use telemetry::{LogFormat, TelemetrySettings};

use serde::Deserialize;
use store::StoreSettings;

/// Everything an operator can set, one struct for each concern.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    pub instance: InstanceSettings,
    pub http: HttpSettings,
    pub store: StoreSettings,
    pub accounts: AccountSettings,
    pub socket: SocketSettings,
    pub bus: BusSettings,
    pub redis: RedisSettings,
    pub media: MediaSettings,
    pub exams: ExamSettings,
    pub rooms: RoomSettings,
    pub access: AccessSettings,
    pub receipts: ReceiptSettings,
    pub mail: MailSettings,
    pub ratelimit: RateLimitSettings,
    pub simulator: SimulatorSettings,
    pub payments: PaymentSettings,
    pub razorpay: RazorpaySettings,
    pub ops: OpsSettings,
    pub demo: DemoSettings,
    pub telemetry: TelemetrySettings,
}

impl Settings {
    /// What the institute is called, on receipts and at checkouts.
    pub fn institute(&self) -> &str {
        if self.instance.institute.is_empty() { &self.mail.from_name } else { &self.instance.institute }
    }
}

/// Why the program does not start with these settings; the text is a whole sentence for the operator.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct SettingsError(pub String);
