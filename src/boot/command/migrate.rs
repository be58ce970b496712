//! `examhall migrate`: the schema's steps, without starting a server.

use crate::boot::context;
use crate::settings::Settings;
use crate::store::{MigrationStatus, Store};
use clap::{Args, Subcommand};

#[derive(Subcommand)]
pub(super) enum MigrateVerb {
    /// Apply every step that is pending.
    Up,
    /// Undo the last steps, together with everything that is stored in them.
    Down(Down),
    /// List the steps and whether they are applied.
    Status,
}

#[derive(Args)]
pub(super) struct Down {
    /// How many steps.
    #[arg(long, default_value_t = 1)]
    steps: u32,
    /// Yes, delete what is stored in them.
    #[arg(long)]
    yes: bool,
}

pub(super) async fn run(settings: &Settings, verb: MigrateVerb) -> anyhow::Result<()> {
    let store = context::store(settings).await?;
    match verb {
        MigrateVerb::Up => up(&store).await?,
        MigrateVerb::Down(down) => self::down(&store, &down).await?,
        MigrateVerb::Status => status(&store).await?,
    }
    Ok(store.close().await?)
}

async fn up(store: &Store) -> anyhow::Result<()> {
    let before = pending(store).await?;
    store.migrate_up().await.map_err(context::unmigrated)?;
    if before.is_empty() {
        println!("The schema is up to date.");
    }
    before.iter().for_each(|step| println!("applied   {step}"));
    Ok(())
}

async fn down(store: &Store, down: &Down) -> anyhow::Result<()> {
    anyhow::ensure!(
        down.yes,
        "undoing {} of the schema's steps deletes what is stored in them: make a backup, then add --yes",
        down.steps
    );
    let before = pending(store).await?;
    store.migrate_down(down.steps).await.map_err(context::unmigrated)?;
    let undone: Vec<String> = pending(store).await?.into_iter().filter(|step| !before.contains(step)).collect();
    if undone.is_empty() {
        println!("There was nothing to undo.");
    }
    undone.iter().rev().for_each(|step| println!("undone    {step}"));
    Ok(())
}

async fn status(store: &Store) -> anyhow::Result<()> {
    for step in store.migration_status().await? {
        let word = match step.status {
            MigrationStatus::Applied => "applied",
            MigrationStatus::Pending => "pending",
        };
        println!("{word}   {}", step.name);
    }
    for step in store.unknown_steps().await? {
        println!("unknown   {step} (a newer version has applied it)");
    }
    Ok(())
}

async fn pending(store: &Store) -> anyhow::Result<Vec<String>> {
    let steps = store.migration_status().await?.into_iter();
    Ok(steps.filter(|step| step.status == MigrationStatus::Pending).map(|step| step.name).collect())
}
