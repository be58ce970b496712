//! The question that accounts asks a later slice before it lets a session end.

use crate::store::StoreError;
use examhall_domain::accounts::session;
use examhall_domain::id::AccountId;
use futures_util::future::BoxFuture;

/// Knows whether a person is writing an exam, which no session's end may interrupt.
pub trait OpenAttempts: Send + Sync + 'static {
    /// Whether this person has an attempt open now.
    ///
    /// # Errors
    /// Those of the store; the request is then refused as `store-unavailable`, not as signed out.
    fn of(&self, account: AccountId) -> BoxFuture<'_, Result<session::OpenAttempts, StoreError>>;
}
