//! `examhall serve`: start, say where to click, wait for the signal, drain.

use crate::boot::{context, demo, lifecycle, server};
use crate::settings::{Mode, Settings};
use crate::telemetry::logs;
use anyhow::Context as _;
use std::sync::Arc;

pub(super) async fn run(settings: Settings) -> anyhow::Result<()> {
    logs::start(&settings.telemetry).map_err(anyhow::Error::msg)?;
    let origin = settings.http.origin();
    if settings.demo.enabled && settings.instance.mode == Mode::Embedded {
        seed_demo(&settings).await?;
    }
    let running = server::start(settings).await.context("the server did not start")?;
    println!("Examhall serves {origin}");
    lifecycle::until_told_to_stop(running).await
}

/// The first start on a data folder makes the demo and prints who can sign in.
async fn seed_demo(settings: &Settings) -> anyhow::Result<()> {
    let cx = context::build(&Arc::new(settings.clone())).await?;
    if let Some(people) = demo::seed_once(&cx).await? {
        println!("Demo people; their passwords are shown this once:");
        people.iter().for_each(|person| println!("  {person}"));
    }
    Ok(cx.store.close().await?)
}
