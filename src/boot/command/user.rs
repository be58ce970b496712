//! `examhall user`: adds people and changes what they may be, beside a running server or without one.

use super::sentence::sentence;
use crate::boot::context;
use crate::gateway::randomness::Randomness;
use crate::service::Context;
use crate::service::Error;
use crate::service::accounts::change_role::{RoleChange, change_role};
use crate::service::accounts::create_account::{CreateAccount, create_account};
use crate::service::accounts::second_factor::reset;
use crate::service::problem::ProblemType;
use crate::settings::Settings;
use anyhow::Context as _;
use clap::{Args, Subcommand};
use examhall_domain::accounts::{Locale, Role};
use std::io::Read;
use std::sync::Arc;

/// A password that is made here has this many random bytes: 160 bits in 40 hexadecimal digits.
const PASSWORD_BYTES: usize = 20;
/// More than any password has, so that one that is too long is refused rather than cut.
const STDIN_BYTES_MAX: u64 = 4096;

#[derive(Subcommand)]
pub(super) enum UserVerb {
    /// Add a person; the password is made and printed once, unless it is read.
    Create(Create),
    /// Give a person a role, or take one away.
    Role(ChangeRole),
    /// Take away the second factor of a person who has lost it; a mail tells them.
    ResetSecondFactor(ResetSecondFactor),
}

#[derive(Args)]
pub(super) struct Create {
    #[arg(long)]
    email: String,
    #[arg(long)]
    name: String,
    /// student, mentor, proctor, author or admin; may be repeated.
    #[arg(long = "role", required = true)]
    roles: Vec<Role>,
    /// The language of mails and texts: en or fr.
    #[arg(long, default_value = "en")]
    locale: Locale,
    /// Read the password from the first line of standard input.
    #[arg(long)]
    password_stdin: bool,
}

#[derive(Args)]
pub(super) struct ChangeRole {
    #[arg(long)]
    email: String,
    /// The role to give.
    #[arg(long, required_unless_present = "revoke", conflicts_with = "revoke")]
    grant: Option<Role>,
    /// The role to take away.
    #[arg(long)]
    revoke: Option<Role>,
}

#[derive(Args)]
pub(super) struct ResetSecondFactor {
    #[arg(long)]
    email: String,
}

pub(super) async fn run(settings: Settings, verb: UserVerb) -> anyhow::Result<()> {
    let cx = context::build(&Arc::new(settings)).await?;
    match verb {
        UserVerb::Create(create) => add(&cx, create).await,
        UserVerb::Role(change) => change_roles(&cx, change).await,
        UserVerb::ResetSecondFactor(lost) => reset_second_factor(&cx, lost).await,
    }
}

async fn add(cx: &Context, create: Create) -> anyhow::Result<()> {
    let given = if create.password_stdin { Some(read_password(std::io::stdin())?) } else { None };
    let password = given.clone().unwrap_or_else(|| make_password(&*cx.randomness));
    let command = CreateAccount {
        email: create.email,
        password: password.clone(),
        name: create.name,
        locale: create.locale,
        roles: create.roles.into_iter().collect(),
    };
    let account = create_account(cx, command).await.map_err(sentence)?;
    println!("account   {account}");
    if given.is_none() {
        println!("password  {password}");
    }
    Ok(())
}

async fn change_roles(cx: &Context, change: ChangeRole) -> anyhow::Result<()> {
    let granted = change.grant.map(RoleChange::Grant);
    let wanted = granted.or(change.revoke.map(RoleChange::Revoke));
    let wanted = wanted.context("say --grant or --revoke and a role")?;
    change_role(cx, &change.email, wanted).await.map_err(|error| about(&change.email, error))
}

async fn reset_second_factor(cx: &Context, lost: ResetSecondFactor) -> anyhow::Result<()> {
    reset::reset(cx, &lost.email).await.map_err(|error| about(&lost.email, error))
}

fn about(email: &str, error: Error) -> anyhow::Error {
    match error {
        Error::Refused(refusal) if refusal.problem == ProblemType::NotFound => {
            anyhow::anyhow!("nobody has the address {email}")
        }
        other => sentence(other),
    }
}

/// The first line, without its end.
fn read_password(input: impl Read) -> anyhow::Result<String> {
    let mut text = String::new();
    input.take(STDIN_BYTES_MAX).read_to_string(&mut text).context("the password cannot be read")?;
    Ok(text.lines().next().unwrap_or_default().to_owned())
}

fn make_password(randomness: &dyn Randomness) -> String {
    let mut bytes = [0; PASSWORD_BYTES];
    randomness.fill(&mut bytes);
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gateway::randomness::SystemRandomness;

    #[test]
    fn a_password_is_the_first_line_with_its_spaces() {
        assert_eq!(read_password(" correct horse \r\nnext".as_bytes()).unwrap(), " correct horse ");
        assert_eq!(read_password("".as_bytes()).unwrap(), "");
    }

    #[test]
    fn made_passwords_are_long_and_differ() {
        let (one, other) = (make_password(&SystemRandomness), make_password(&SystemRandomness));
        assert_eq!(one.len(), 40);
        assert_ne!(one, other);
    }
}
