//! Tells accounts who is writing: no session ends in the middle of an open attempt.

use crate::service::accounts::api;
use crate::store::rooms::attempt;
use crate::store::{Store, StoreError};
use examhall_domain::accounts::session::OpenAttempts;
use examhall_domain::id::AccountId;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;

/// Looks into the attempts' table.
pub struct OpenAttemptsBook(pub Store);

impl api::OpenAttempts for OpenAttemptsBook {
    fn of(&self, account: AccountId) -> BoxFuture<'_, Result<OpenAttempts, StoreError>> {
        async move {
            let is_writing = attempt::has_open(self.0.read(), account).await?;
            Ok(if is_writing { OpenAttempts::Some } else { OpenAttempts::None })
        }
        .boxed()
    }
}
