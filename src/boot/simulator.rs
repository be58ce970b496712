//! The simulated payment gateway with the settings of this program: for the command, and for a server that runs it inside.

use super::secrets;
use crate::gateway::randomness::{Randomness, SystemRandomness};
use crate::settings::Settings;
use anyhow::Context as _;
use examhall_simulator::{Config, Faults, Keys, Running, Seed, Share};
use secrecy::{ExposeSecret, SecretString};
use std::net::{Ipv4Addr, SocketAddr};

/// Where the server takes webhooks of this gateway.
const WEBHOOK_PATH: &str = "/api/payments/webhook/razorpay";

/// The files of the data folder in which secrets lie that the settings do not name.
pub const KEY_SECRET_FILE: &str = "simulator_key_secret";
const WEBHOOK_SECRET_FILE: &str = "simulator_webhook_secret";

/// The credentials of the simulated gateway. A client of it has the same; who comes first makes those that are missing.
///
/// # Errors
/// When the data folder cannot be used.
pub fn keys(settings: &Settings) -> anyhow::Result<Keys> {
    let simulator = &settings.simulator;
    let kept = |given: &SecretString, name: &str| -> anyhow::Result<String> {
        if !given.expose_secret().is_empty() {
            return Ok(given.expose_secret().to_owned());
        }
        let randomness: &dyn Randomness = &SystemRandomness;
        Ok(secrets::kept(&settings.instance.data_dir, name, randomness)?.expose_secret().to_owned())
    };
    Ok(Keys {
        key_id: simulator.key_id.clone(),
        key_secret: kept(&simulator.key_secret, KEY_SECRET_FILE)?,
        webhook_secret: kept(&simulator.webhook_secret, WEBHOOK_SECRET_FILE)?,
    })
}

/// Everything that `[simulator]` says, for a server that listens at `server`.
///
/// # Errors
/// As [`keys`].
pub fn config(settings: &Settings, server: SocketAddr) -> anyhow::Result<Config> {
    let simulator = &settings.simulator;
    let mut config = Config::new(settings.instance.data_dir.join(&simulator.file), keys(settings)?);
    config.port = simulator.port;
    config.webhook = Some(webhook(&simulator.webhook, server));
    config.seed = (simulator.seed != 0).then_some(Seed(simulator.seed));
    let share = Share::percent(f64::from(simulator.faults_percent)).unwrap_or_default();
    config.faults = Faults::network(share);
    config.captures_by_itself = simulator.captures_by_itself;
    config.timing.late = simulator.late_ms.into();
    config.timing.capture_within = i64::from(simulator.capture_within_s) * 1_000;
    config.timing.refund = simulator.refund_ms.into();
    config.timing.retry_first = simulator.retry_ms.into();
    config.timing.retry_longest = simulator.retry_ms_max.into();
    Ok(config)
}

/// Starts the simulated gateway inside this process, for a server that listens at `server`.
///
/// # Errors
/// When its port or its file cannot be used.
pub async fn start(settings: &Settings, server: SocketAddr) -> anyhow::Result<Running> {
    run(config(settings, server)?).await
}

/// Starts a simulated gateway; the folder of its file is made where there is none.
///
/// # Errors
/// As [`start`].
pub async fn run(config: Config) -> anyhow::Result<Running> {
    if let Some(folder) = config.file.parent() {
        std::fs::create_dir_all(folder).with_context(|| format!("the folder {} cannot be made", folder.display()))?;
    }
    examhall_simulator::start(config)
        .await
        .context("the simulated gateway did not start (see [simulator] of the settings)")
}

/// The address that is named, or the server's on this machine.
fn webhook(named: &str, server: SocketAddr) -> String {
    if !named.is_empty() {
        return named.to_owned();
    }
    // A server that listens everywhere is reached on the loopback address.
    let host = if server.ip().is_unspecified() { Ipv4Addr::LOCALHOST.into() } else { server.ip() };
    format!("http://{}{WEBHOOK_PATH}", SocketAddr::new(host, server.port()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn webhooks_go_to_the_server_unless_another_place_is_named() {
        let server = "0.0.0.0:8080".parse().unwrap();
        assert_eq!(webhook("", server), "http://127.0.0.1:8080/api/payments/webhook/razorpay");
        let six = "[::1]:8080".parse().unwrap();
        assert_eq!(webhook("", six), "http://[::1]:8080/api/payments/webhook/razorpay");
        assert_eq!(webhook("http://127.0.0.1:9/x", server), "http://127.0.0.1:9/x");
    }
}
