//! What later slices may know of payments.

pub use super::access_state::AccessState;

use super::check_access::state;
use crate::service::{Answer, Context};
use examhall_domain::id::{AccountId, ExamId};

/// What somebody has of an exam.
///
/// # Errors
/// Those of the store.
pub async fn access_of(cx: &Context, account: AccountId, exam: ExamId) -> Answer<AccessState> {
    state(cx, account, exam).await
}
