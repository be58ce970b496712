//! Takes a link as proof that an address is its owner's.

use crate::service::accounts::links;
use crate::service::{Answer, Context, audit};
use crate::store::accounts::account;
use crate::store::{Priority, Transaction};
use examhall_domain::accounts::LinkKind;
use examhall_domain::id::AccountId;
use serde_json::json;

/// Notes that the address which the link was sent to is its person's own. Nobody is signed in by it.
///
/// # Errors
/// `link-invalid` for a link that was used, replaced, is too old, or was never sent.
pub async fn verify_email(cx: &Context, token: &str) -> Answer<()> {
    let token = links::parse(token)?;
    cx.store
        .in_transaction(Priority::Rest, async |transaction: &Transaction| {
            let found = links::redeem(cx, transaction, &token, LinkKind::VerifyEmail).await?;
            let id = AccountId(found.id);
            if account::set_email_verified(transaction, id, cx.clock.now()).await? {
                let object = audit::Object { kind: "account", id: &id };
                audit::record(cx, transaction, Some(id), "accounts.email_verified", object, json!({})).await?;
            }
            Ok(())
        })
        .await
}
