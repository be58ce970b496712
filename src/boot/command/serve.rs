//! `examhall serve`: start, say where to click, wait for the signal, drain.

use crate::boot::{lifecycle, server};
use crate::settings::Settings;
use crate::telemetry::logs;
use anyhow::Context as _;

pub(super) async fn run(settings: Settings) -> anyhow::Result<()> {
    logs::start(&settings.telemetry).map_err(anyhow::Error::msg)?;
    let origin = settings.http.origin();
    let running = server::start(settings).await.context("the server did not start")?;
    println!("Examhall serves {origin}");
    lifecycle::until_told_to_stop(running).await
}
