//! Gives somebody a role or takes it away; the command line does this.
//!
//! Sessions carry their roles from the cache, so the change is seen after `accounts.session_cache_ms`.

use crate::service::accounts::api;
use crate::service::problem::ProblemType;
use crate::service::{Answer, Context, audit};
use crate::store::accounts::role;
use crate::store::{Priority, StoreError, Transaction};
use examhall_domain::accounts::Role;

/// What to do with the role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoleChange {
    Grant(Role),
    Revoke(Role),
}

/// Changes one role of the account with this address. Doing it twice changes nothing more.
///
/// # Errors
/// `not-found` when nobody has the address.
pub async fn change_role(cx: &Context, email: &str, change: RoleChange) -> Answer<()> {
    let account = api::account_by_email(cx, email).await?.ok_or(ProblemType::NotFound)?;
    cx.store
        .in_transaction(Priority::Rest, async |transaction: &Transaction| {
            let (action, role) = match change {
                RoleChange::Grant(role) => {
                    role::grant(transaction, account, role).await?;
                    ("accounts.role_granted", role)
                }
                RoleChange::Revoke(role) => {
                    role::revoke(transaction, account, role).await?;
                    ("accounts.role_revoked", role)
                }
            };
            let object = audit::Object { kind: "account", id: &account };
            let detail = serde_json::json!({ "role": role });
            audit::record(cx, transaction, None, action, object, detail).await
        })
        .await
        .map_err(StoreError::into)
}
