//! Registers a student, signs them in, and sends the link that shows the address to be theirs.

use crate::service::accounts::api::{Arrival, SignedIn};
use crate::service::accounts::create_account::{self, CreateAccount, NewAccount};
use crate::service::accounts::{links, open_session};
use crate::service::{Answer, Context, mail};
use crate::store::{Priority, Transaction};
use crate::telemetry::metric;
use examhall_domain::accounts::{LinkKind, Locale, Role};
use examhall_domain::id::AccountId;

/// Who registers, as it was typed.
#[derive(Clone)]
pub struct Register {
    pub email: String,
    pub password: String,
    pub name: String,
    /// The language the browser asks for when the form says none.
    pub locale: Option<Locale>,
}

/// Adds the account, its role, its first session and its first mail in one transaction.
///
/// # Errors
/// `validation-failed`, `email-taken`, `overloaded`.
pub async fn register(cx: &Context, arrival: &Arrival, command: Register) -> Answer<SignedIn> {
    let new = NewAccount::parse(CreateAccount {
        email: command.email,
        password: command.password,
        name: command.name,
        locale: command.locale.unwrap_or(arrival.locale),
        roles: Role::Student.into(),
    })?;
    let account = create_account::prepare(cx, &new).await?;
    let actor = AccountId(account.id);
    let me = cx
        .store
        .in_transaction(Priority::Rest, async |transaction: &Transaction| {
            create_account::insert(cx, transaction, &account, Role::Student.into(), Some(actor)).await?;
            links::send(cx, transaction, &account, LinkKind::VerifyEmail).await?;
            open_session::open_session(cx, transaction, &account, arrival).await
        })
        .await?;
    mail::announce(cx).await;
    metrics::counter!(metric::USER_REGISTRATIONS_TOTAL).increment(1);
    Ok(open_session::signed_in(cx, me, arrival))
}
