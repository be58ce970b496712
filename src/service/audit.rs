//! Writes down who changed what, in the transaction of the change, and reads it back. Ids and stated reasons only.

use crate::service::Context;
use crate::store::audit::{Deed, Model};
use crate::store::{StoreError, Transaction, audit};
use examhall_domain::id::{AccountId, AuditId};
use examhall_domain::time::Timestamp;

/// What was changed.
#[derive(Clone, Copy)]
pub struct Object<'a> {
    /// The kind of thing, such as `session`.
    pub kind: &'static str,
    pub id: &'a (dyn std::fmt::Display + Sync),
}

/// Records that `actor` (nobody: the command line or the house itself) did `action` to `object`.
///
/// # Errors
/// Those of the store.
pub async fn record(
    cx: &Context,
    transaction: &Transaction,
    actor: Option<AccountId>,
    action: &'static str,
    object: Object<'_>,
    detail: serde_json::Value,
) -> Result<(), StoreError> {
    audit::append(transaction, &deed(cx, cx.clock.now(), actor, action, object, &detail)).await
}

/// The record of a deed, for a repository that writes it with what it does.
pub fn deed(
    cx: &Context,
    at: Timestamp,
    actor: Option<AccountId>,
    action: &'static str,
    object: Object<'_>,
    detail: &serde_json::Value,
) -> Deed {
    Deed {
        id: AuditId(cx.ids.uuid()),
        at,
        actor,
        action: action.to_owned(),
        object_kind: object.kind.to_owned(),
        object_id: object.id.to_string(),
        detail: detail.to_string(),
    }
}

/// What was done to `object`, the latest first; with `before` only what was written earlier than that entry.
///
/// # Errors
/// Those of the store.
pub async fn of_object(
    cx: &Context,
    object: Object<'_>,
    before: Option<AuditId>,
    limit: u64,
) -> Result<Vec<Model>, StoreError> {
    audit::list_of_object(cx.store.read(), object.kind, &object.id.to_string(), before, limit).await
}
