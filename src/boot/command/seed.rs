//! `examhall seed`: fills a database with something to look at.

use crate::boot::{context, demo};
use crate::settings::Settings;
use anyhow::{Context as _, bail};
use clap::Subcommand;
use std::sync::Arc;

#[derive(Subcommand)]
pub(super) enum SeedVerb {
    /// Exams with sittings, one of them for money, and people of every role; passwords are printed once.
    Demo,
}

pub(super) async fn run(settings: Settings, verb: SeedVerb) -> anyhow::Result<()> {
    let SeedVerb::Demo = verb;
    if !settings.demo.enabled {
        bail!("demo people are switched off: set demo.enabled = true, on this machine only");
    }
    let cx = context::build(&Arc::new(settings)).await?;
    cx.store.migrate_up().await.context("the database cannot be migrated")?;
    match demo::seed_once(&cx).await? {
        Some(people) => people.iter().for_each(|person| println!("{person}")),
        None => println!("The demo is there already; its passwords were printed when it was made."),
    }
    Ok(())
}
