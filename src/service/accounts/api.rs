//! What other slices and the edge may know of accounts.

use crate::service::{Answer, Context};
use crate::store::accounts::account;
use examhall_domain::accounts::{EmailAddress, Roles};
use examhall_domain::id::{AccountId, SessionId};

/// Who asks: a person with a session that counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caller {
    pub account: AccountId,
    pub session: SessionId,
    pub roles: Roles,
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
