//! Adds a person: part of registering, and what the command line does for staff.

use crate::service::accounts::fields::{self, Faults};
use crate::service::problem::{ProblemType, Refusal};
use crate::service::{Answer, Context, Error, audit};
use crate::store::accounts::{account, role};
use crate::store::{Priority, StoreError, Transaction, constraint};
use examhall_domain::accounts::{DisplayName, EmailAddress, Locale, PasswordText, Roles};
use examhall_domain::id::AccountId;

/// Who is to be added, as it was typed.
#[derive(Clone)]
pub struct CreateAccount {
    pub email: String,
    pub password: String,
    pub name: String,
    pub locale: Locale,
    pub roles: Roles,
}

/// The same, checked.
pub(super) struct NewAccount {
    email: EmailAddress,
    password: PasswordText,
    name: DisplayName,
    locale: Locale,
    roles: Roles,
}

/// Adds a person without signing them in.
///
/// # Errors
/// `validation-failed`, `email-taken`, `overloaded`.
pub async fn create_account(cx: &Context, command: CreateAccount) -> Answer<AccountId> {
    let new = NewAccount::parse(command)?;
    let account = prepare(cx, &new).await?;
    let id = AccountId(account.id);
    cx.store
        .in_transaction(Priority::Rest, async |transaction: &Transaction| {
            insert(cx, transaction, &account, new.roles, None).await
        })
        .await?;
    Ok(id)
}

impl NewAccount {
    pub(super) fn parse(command: CreateAccount) -> Result<Self, Refusal> {
        let mut faults = Faults::default();
        let name = faults.note(fields::name(&command.name));
        let email = faults.note(fields::email(&command.email));
        // The rules for a password look at the address, so they wait for one.
        let password =
            email.as_ref().and_then(|email| faults.note(fields::new_password("/password", &command.password, email)));
        match (email, password, name) {
            (Some(email), Some(password), Some(name)) => {
                Ok(Self { email, password, name, locale: command.locale, roles: command.roles })
            }
            _ => Err(faults.refusal()),
        }
    }
}

/// The row to insert. The address is looked up before the dear part; the constraint decides in the end.
pub(super) async fn prepare(cx: &Context, new: &NewAccount) -> Answer<account::Model> {
    if account::find_by_email(cx.store.read(), &new.email).await?.is_some() {
        return Err(ProblemType::EmailTaken.into());
    }
    let password_hash = cx.hasher.hash(new.password.expose()).await.map_err(|full| overloaded(cx, full))?;
    Ok(account::Model {
        id: cx.ids.uuid(),
        email: new.email.as_str().to_owned(),
        name: new.name.as_str().to_owned(),
        password_hash,
        locale: new.locale.name().to_owned(),
        disabled_at_us: None,
        email_verified_at_us: None,
        created_at_us: cx.clock.now().0,
        time_zone: None,
        erased_from_us: None,
    })
}

/// Inserts the row with its roles and the audit entry; `actor` is nobody for the command line.
pub(super) async fn insert(
    cx: &Context,
    transaction: &Transaction,
    account: &account::Model,
    roles: Roles,
    actor: Option<AccountId>,
) -> Answer<()> {
    let id = AccountId(account.id);
    account::insert(transaction, account.clone()).await.map_err(taken)?;
    for role in roles.iter() {
        role::grant(transaction, id, role).await?;
    }
    let object = audit::Object { kind: "account", id: &id };
    audit::record(cx, transaction, actor, "accounts.registered", object, serde_json::json!({ "roles": roles })).await?;
    Ok(())
}

/// The refusal when too many passwords wait to be hashed.
pub(super) fn overloaded(cx: &Context, _: crate::gateway::hasher::LineFull) -> Refusal {
    Refusal::new(ProblemType::Overloaded).retry_after(cx.settings.accounts.hash_retry_s)
}

fn taken(error: StoreError) -> Error {
    match error.conflict() {
        Some(constraint::ACCOUNTS_EMAIL) => ProblemType::EmailTaken.into(),
        _ => error.into(),
    }
}
