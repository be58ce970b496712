//! The command line's verbs.

mod check_config;
mod import;
mod migrate;
mod ready;
mod seed;
pub(super) mod sentence;
mod serve;
mod simulate;
mod user;
mod verify;

use crate::gateway::supervisor::{self, Supervisor};
use crate::settings::{self, Environment, Settings};
use clap::{Parser, Subcommand};
use std::ffi::OsString;
use std::path::PathBuf;

/// Real-time exam server. Without a command it serves.
#[derive(Parser)]
#[command(name = "examhall", version)]
struct CommandLine {
    /// A settings file over the compiled-in defaults.
    #[arg(long, global = true)]
    config: Option<PathBuf>,
    #[command(subcommand)]
    verb: Option<Verb>,
}

#[derive(Subcommand)]
enum Verb {
    /// Migrate the database and serve until told to stop.
    Serve,
    /// Read all settings, say what is wrong with them, and stop.
    CheckConfig,
    /// Ask the server on this machine whether people may be sent to it; for health checks and for scripts.
    Ready(ready::Ready),
    /// Run a payment gateway that is simulated, to try things out.
    Simulate(simulate::Simulate),
    /// Put a file of questions into an exam's bank.
    Import(import::Import),
    /// Fill the database with something to look at.
    Seed {
        #[command(subcommand)]
        verb: seed::SeedVerb,
    },
    /// Bring the database's schema to this version, show its steps, or undo them.
    Migrate {
        #[command(subcommand)]
        verb: migrate::MigrateVerb,
    },
    /// Prove that what was acknowledged is what is stored.
    Verify {
        #[command(subcommand)]
        verb: verify::VerifyVerb,
    },
    /// Add people, change their roles, and help who has lost their second factor.
    User {
        #[command(subcommand)]
        verb: user::UserVerb,
    },
}

/// Runs the command that the arguments name.
///
/// # Errors
/// A chain of sentences for the person at the terminal.
pub async fn run(arguments: impl Iterator<Item = OsString>, environment: Environment) -> anyhow::Result<()> {
    let line = CommandLine::parse_from(arguments);
    let verb = line.verb.unwrap_or(Verb::Serve);
    let settings: Settings = match &verb {
        // It needs no secret, and may not be able to read them: systemd keeps those of a service from its probes.
        Verb::Ready(_) => settings::without_files(line.config.as_deref(), &environment)?,
        _ => settings::load(line.config.as_deref(), &environment)?,
    };
    let supervisor = environment.get(supervisor::VARIABLE).map(|socket| Supervisor::at(socket));
    match verb {
        // All of a server is in this one future; on the stack it would be copied whole.
        Verb::Serve => Box::pin(serve::run(settings, supervisor)).await,
        Verb::CheckConfig => {
            check_config::run(&settings, &settings::effective(line.config.as_deref(), &environment)?);
            Ok(())
        }
        Verb::Ready(ready) => ready::run(&settings, &ready),
        Verb::Simulate(simulate) => simulate::run(settings, simulate).await,
        Verb::Import(import) => import::run(settings, import).await,
        Verb::Seed { verb } => seed::run(settings, verb).await,
        Verb::Migrate { verb } => migrate::run(&settings, verb).await,
        Verb::Verify { verb } => verify::run(settings, verb).await,
        Verb::User { verb } => user::run(settings, verb).await,
    }
}
