//! `examhall serve`: start, say where to click, wait for the signal, drain.

use crate::boot::{context, demo, lifecycle, server};
use crate::gateway::machine;
use crate::gateway::supervisor::Supervisor;
use crate::service::texts;
use crate::settings::{Mode, Settings};
use crate::telemetry::logs;
use anyhow::Context as _;
use examhall_domain::accounts::Locale;
use std::sync::Arc;

pub(super) async fn run(settings: Settings, supervisor: Option<Supervisor>) -> anyhow::Result<()> {
    logs::start(&settings.telemetry).map_err(anyhow::Error::msg)?;
    have_files_enough(&settings);
    let has_demo = settings.demo.enabled && settings.instance.mode == Mode::Embedded;
    let can_be_toured = has_demo && seed_demo(&settings).await? && settings.payments.simulated;
    let running = server::start(settings).await.context("the server did not start")?;
    println!("Examhall serves {}", running.origin());
    if can_be_toured {
        for locale in Locale::ALL {
            println!("{}", texts::text(locale, "start.where_to_click", &[]));
        }
    }
    if let Some(supervisor) = supervisor {
        running.announce(supervisor);
    }
    lifecycle::until_told_to_stop(running).await
}

/// A connection holds two descriptors, the second so that it can be cut while its peer does not read.
const FILES_PER_CONNECTION: usize = 2;
/// Descriptors beside connections of people and to the database: logs, the listener, the runtime.
const FILES_BESIDE: usize = 256;

fn have_files_enough(settings: &Settings) {
    let http = &settings.http;
    let people = http.connections_max.saturating_mul(http.worker_threads()).saturating_mul(FILES_PER_CONNECTION);
    let pools = settings.store.write_connections_max + 2 * settings.store.read_connections_max;
    let needed = people.saturating_add(pools as usize).saturating_add(FILES_BESIDE);
    if let Some(allowed) = machine::raise_open_files()
        && allowed < needed as u64
    {
        tracing::warn!(
            allowed,
            needed,
            "fewer files may be open than http.connections_max needs: raise the limit (ulimit -n, LimitNOFILE) or lower it"
        );
    }
}

/// The first start on a data folder makes the demo and prints who can sign in; answers whether it was.
async fn seed_demo(settings: &Settings) -> anyhow::Result<bool> {
    let cx = context::build(&Arc::new(settings.clone())).await?;
    let people = demo::seed_once(&cx).await?;
    if let Some(people) = &people {
        println!("Demo people; their passwords are shown this once:");
        people.iter().for_each(|person| println!("  {person}"));
    }
    cx.store.close().await?;
    Ok(people.is_some())
}
