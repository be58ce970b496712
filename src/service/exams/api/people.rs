//! Who takes part in a sitting, for those who hold it.

use crate::store::exams::{enrolment, sitting, staff};
use crate::store::{Store, StoreError};
use examhall_domain::id::{AccountId, SittingId};
use examhall_domain::time::Span;

/// What was agreed with somebody who may sit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Time beside the limit.
    pub extra: Span,
    /// Empty for no group.
    pub group: String,
}

/// Somebody on the roster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    pub account: AccountId,
    pub name: String,
    pub group: String,
    pub extra: Span,
}

/// A person's enrolment in a sitting.
///
/// # Errors
/// Those of the store.
pub async fn entry(store: &Store, sitting: SittingId, account: AccountId) -> Result<Option<Entry>, StoreError> {
    let found = enrolment::find(store.read(), sitting, account).await?;
    Ok(found.map(|row| Entry { extra: Span(row.extra_time_us), group: row.group_label }))
}

/// Everybody who is enrolled in a sitting.
///
/// # Errors
/// Those of the store.
pub async fn roster(store: &Store, sitting: SittingId) -> Result<Vec<Member>, StoreError> {
    let member = |row: enrolment::Member| Member {
        account: AccountId(row.account_id),
        name: row.name,
        group: row.group_label,
        extra: Span(row.extra_time_us),
    };
    Ok(enrolment::roster(store.read(), sitting).await?.into_iter().map(member).collect())
}

/// Whether somebody is assigned to proctor a sitting.
///
/// # Errors
/// Those of the store.
pub async fn is_assigned(store: &Store, sitting: SittingId, account: AccountId) -> Result<bool, StoreError> {
    staff::is_assigned(store.read(), sitting, account).await
}

/// The sittings that somebody is assigned to, the latest window first.
///
/// # Errors
/// Those of the store.
pub async fn staffed(store: &Store, account: AccountId, limit: u64) -> Result<Vec<SittingId>, StoreError> {
    let rows = staff::list_sittings(store.read(), account, limit).await?;
    Ok(rows.into_iter().map(|row| SittingId(row.id)).collect())
}

/// What a sitting's papers are encrypted with.
///
/// # Errors
/// Those of the store; [`StoreError::Corrupt`] when there is no such sitting.
pub async fn paper_key(store: &Store, id: SittingId) -> Result<[u8; 32], StoreError> {
    let row = sitting::find(store.read(), id).await?;
    row.ok_or_else(|| StoreError::corrupt("rooms.sitting_id", &"there is no such sitting"))?.key()
}
