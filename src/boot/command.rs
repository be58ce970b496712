//! The command line's verbs.

mod check_config;
mod serve;
mod user;

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
    /// Add people and change their roles.
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
    let settings: Settings = settings::load(line.config.as_deref(), &environment)?;
    match line.verb.unwrap_or(Verb::Serve) {
        Verb::Serve => serve::run(settings).await,
        Verb::CheckConfig => check_config::run(&settings),
        Verb::User { verb } => user::run(settings, verb).await,
    }
}
