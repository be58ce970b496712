//! `examhall simulate`: the simulated payment gateway on its own.

use crate::boot::{lifecycle, simulator};
use crate::settings::Settings;
use crate::telemetry::logs;
use clap::Args;
use examhall_simulator::{Faults, Running, Seed, Share};
use std::path::PathBuf;

/// What goes before the settings of `[simulator]`.
#[derive(Args)]
pub(super) struct Simulate {
    /// The port on 127.0.0.1; 0 lets the system choose.
    #[arg(long)]
    port: Option<u16>,
    /// The folder of its books and secrets.
    #[arg(long, value_name = "FOLDER")]
    data: Option<PathBuf>,
    /// Where webhooks go.
    #[arg(long, value_name = "URL")]
    webhook: Option<String>,
    /// The same seed and the same calls meet the same faults.
    #[arg(long)]
    seed: Option<u64>,
    /// The share of calls and webhooks that go wrong, such as 10%.
    #[arg(long, value_name = "SHARE")]
    faults: Option<Share>,
}

pub(super) async fn run(mut settings: Settings, given: Simulate) -> anyhow::Result<()> {
    logs::start(&settings.telemetry).map_err(anyhow::Error::msg)?;
    if let Some(folder) = given.data {
        settings.instance.data_dir = folder;
    }
    let mut config = simulator::config(&settings, settings.http.address())?;
    config.port = given.port.unwrap_or(config.port);
    config.webhook = given.webhook.or(config.webhook);
    config.seed = given.seed.map(Seed).or(config.seed);
    config.faults = given.faults.map_or(config.faults, Faults::network);
    let webhook = config.webhook.clone().unwrap_or_default();
    let running = simulator::run(config).await?;
    tell(&running, &webhook, &settings);
    let signal = lifecycle::signal().await?;
    tracing::info!(signal, "the simulated gateway stops");
    running.stop().await;
    Ok(())
}

/// Where it is, who may call it, and what it does beside what Razorpay does.
fn tell(running: &Running, webhook: &str, settings: &Settings) {
    let secret = settings.instance.data_dir.join(simulator::KEY_SECRET_FILE);
    println!("The simulated gateway listens on {}/v1 and speaks Razorpay's wire.", running.origin());
    println!(
        "Key {}, its secret in {} unless the settings name one; seed {}.",
        running.keys().key_id,
        secret.display(),
        running.seed()
    );
    println!("Webhooks go to {webhook}");
    println!("Calls of its own, with the same key:");
    for (call, what) in Running::calls() {
        println!("  {call:<32} {what}");
    }
}
