//! What other slices and the edge may know of accounts.

mod open_attempts;
pub mod proof;
mod records;

pub use open_attempts::OpenAttempts;
pub use proof::Proof;
pub use records::{PersonalFile, PersonalRecords, Records};

use crate::service::accounts::prove::Try;
use crate::service::instant::Instant;
use crate::service::{Answer, Context, Error};
use crate::store::accounts::{account, picture, role};
use crate::store::{StoreError, Transaction};
use examhall_domain::accounts::{EmailAddress, Locale, Network, Roles};
use examhall_domain::id::{AccountId, SessionId};
use serde::Serialize;
use std::collections::HashMap;
use utoipa::ToSchema;

/// Who asks: a person with a session that counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caller {
    pub account: AccountId,
    pub session: SessionId,
    pub roles: Roles,
}

/// Where somebody signs in from.
#[derive(Clone, Debug)]
pub struct Arrival {
    pub network: Network,
    /// As the browser says it, of any length.
    pub user_agent: String,
    /// The language that the browser asks for.
    pub locale: Locale,
    /// What the browser remembers of earlier sign-ins, as it was signed here.
    pub device: Option<String>,
    /// Who is signed in on it already.
    pub caller: Option<Caller>,
}

/// The person behind a session.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Me {
    #[schema(value_type = String, format = Uuid)]
    pub id: AccountId,
    pub email: String,
    /// Whether the address was shown to be the person's own, by a link that was sent there.
    pub email_verified: bool,
    pub name: String,
    #[schema(value_type = Vec<String>, examples(json!(["student"])))]
    pub roles: Roles,
    #[schema(value_type = String, examples("en"))]
    pub locale: Locale,
    /// The IANA name of the zone that times are shown in; without one, the zone of the device.
    #[schema(examples("Africa/Douala"))]
    pub time_zone: Option<String>,
    /// A name of the picture that changes with it; without one there is no picture.
    pub picture: Option<String>,
    pub session: MySession,
}

/// The session that a request came with.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct MySession {
    #[schema(value_type = String, format = Uuid)]
    pub id: SessionId,
    /// When it ends if it is not used before; an open attempt keeps it alive longer.
    pub expires_at: Instant,
}

/// A sign-in that succeeded.
#[derive(Clone, Debug)]
pub struct SignedIn {
    pub me: Me,
    /// For the session cookie or the `Authorization` header.
    pub token: String,
    /// For the device cookie.
    pub device: String,
}

/// Who a mail goes to.
pub struct Recipient {
    pub address: EmailAddress,
    /// The IANA name of the zone that the person tells the time by.
    pub time_zone: Option<String>,
}

/// What this person may be, as the store has it now.
///
/// # Errors
/// Those of the store.
pub async fn roles_of(cx: &Context, account: AccountId) -> Answer<Roles> {
    Ok(role::of_account(cx.store.read(), account).await?)
}

/// What a person is called.
///
/// # Errors
/// Those of the store; a person without an account is a corrupt store.
pub async fn name_of(cx: &Context, account: AccountId) -> Answer<String> {
    let found = account::find(cx.store.read(), account).await?;
    Ok(found.ok_or_else(|| StoreError::corrupt("accounts.id", &"nobody has it"))?.name)
}

/// Who mails to a person go to, unless they are disabled or gone.
///
/// # Errors
/// Those of the store.
pub async fn recipient(cx: &Context, account: AccountId) -> Answer<Option<Recipient>> {
    let found = account::find(cx.store.read(), account).await?;
    let Some(found) = found.filter(|account| account.disabled_at_us.is_none()) else { return Ok(None) };
    let address = EmailAddress::parse(&found.email).map_err(|why| StoreError::corrupt("accounts.email", &why))?;
    Ok(Some(Recipient { address, time_zone: found.time_zone }))
}

/// The account with this address, if there is one that is not disabled. What is no address belongs to nobody.
///
/// # Errors
/// Those of the store.
pub async fn account_by_email(cx: &Context, email: &str) -> Answer<Option<AccountId>> {
    let Ok(email) = EmailAddress::parse(email) else { return Ok(None) };
    let found = account::find_by_email(cx.store.read(), &email).await?;
    Ok(found.filter(|account| account.disabled_at_us.is_none()).map(|account| AccountId(account.id)))
}

/// A person's picture.
pub struct Picture {
    pub media_type: String,
    pub bytes: Vec<u8>,
    /// A name that changes with it.
    pub name: String,
}

/// A person's picture, if they have one. Who may see it is for the caller to know.
///
/// # Errors
/// Those of the store.
pub async fn picture_of(cx: &Context, account: AccountId) -> Answer<Option<Picture>> {
    let found = picture::find(cx.store.read(), account).await?;
    Ok(found.map(|row| Picture { name: picture::name(&row.digest), media_type: row.media_type, bytes: row.bytes }))
}

/// Somebody found by their address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    pub account: AccountId,
    pub roles: Roles,
    /// Whether the address was shown to be the person's own.
    pub email_verified: bool,
}

/// The accounts with these addresses that are not disabled; addresses that nobody has are left out.
///
/// # Errors
/// Those of the store.
pub async fn accounts_by_email(cx: &Context, emails: &[EmailAddress]) -> Answer<HashMap<EmailAddress, Found>> {
    if emails.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = account::find_by_emails(cx.store.read(), emails).await?;
    let ids: Vec<AccountId> = rows.iter().map(|row| AccountId(row.id)).collect();
    let roles = role::of_accounts(cx.store.read(), &ids).await?;
    let mut found = HashMap::with_capacity(rows.len());
    for row in rows.iter().filter(|row| row.disabled_at_us.is_none()) {
        let email = EmailAddress::parse(&row.email).map_err(|why| StoreError::corrupt("accounts.email", &why))?;
        let account = AccountId(row.id);
        let roles = roles.get(&account).copied().unwrap_or(Roles::NONE);
        found.insert(email, Found { account, roles, email_verified: row.email_verified_at_us.is_some() });
    }
    Ok(found)
}

/// Somebody, for those who may know who it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    pub account: AccountId,
    pub name: String,
    pub email: String,
}

/// Who these people are; unknown ids are left out.
///
/// # Errors
/// Those of the store.
pub async fn people(cx: &Context, accounts: &[AccountId]) -> Answer<HashMap<AccountId, Person>> {
    if accounts.is_empty() {
        return Ok(HashMap::new());
    }
    let person = |row: account::Model| Person { account: AccountId(row.id), name: row.name, email: row.email };
    let rows = account::find_many(cx.store.read(), accounts).await?;
    Ok(rows.into_iter().map(person).map(|person| (person.account, person)).collect())
}

/// The people whose name or address holds this text, at most `limit` of them.
///
/// # Errors
/// Those of the store.
pub async fn people_named(cx: &Context, text: &str, limit: u64) -> Answer<Vec<AccountId>> {
    Ok(account::find_named(cx.store.read(), text, limit).await?)
}

/// What people are called; unknown ids are left out.
///
/// # Errors
/// Those of the store.
pub async fn names_of(cx: &Context, accounts: &[AccountId]) -> Answer<HashMap<AccountId, String>> {
    if accounts.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = account::find_many(cx.store.read(), accounts).await?;
    Ok(rows.into_iter().map(|row| (AccountId(row.id), row.name)).collect())
}

/// Does a deed that an open session alone must not be enough for: for who gives password and code once more, in the
/// transaction that finds them right. Every other try is written down. A wrong one is named `/proof/password` or `/proof/code`.
///
/// # Errors
/// `validation-failed` with `wrong_password` or `wrong_code`, `locked-out` with the wait, `overloaded`, and those of the deed.
pub async fn with_proof<T>(
    cx: &Context,
    caller: &Caller,
    network: Network,
    proof: &Proof,
    deed: impl AsyncFn(&Transaction) -> Answer<T>,
) -> Answer<T> {
    let offered = Try::prepare(cx, caller.account, network, proof).await.map_err(of_proof)?;
    offered.settle(cx, async |transaction, _proven| deed(transaction).await).await.map_err(of_proof)
}

fn of_proof(error: Error) -> Error {
    let Error::Refused(mut refusal) = error else { return error };
    for fault in refusal.fields.iter_mut().filter(|fault| matches!(fault.pointer.as_str(), "/password" | "/code")) {
        fault.pointer.insert_str(0, "/proof");
    }
    refusal.into()
}
