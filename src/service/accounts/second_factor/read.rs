//! Tells a person how their second factor stands.

use crate::service::accounts::api::Caller;
use crate::service::instant::Instant;
use crate::service::{Answer, Context};
use crate::store::accounts::{recovery_code, second_factor};
use examhall_domain::time::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

/// How it stands.
#[derive(Serialize, ToSchema)]
pub struct SecondFactor {
    /// Since when signing in takes a code; without one, it takes none.
    pub on_since: Option<Instant>,
    /// Codes on paper that were not used yet.
    pub recovery_codes_left: u64,
}

/// The caller's second factor.
///
/// # Errors
/// Those of the store.
pub async fn read(cx: &Context, caller: &Caller) -> Answer<SecondFactor> {
    let found = second_factor::find(cx.store.read(), caller.account).await?;
    let on_since = found.and_then(|factor| factor.confirmed_at_us).map(|at| Timestamp(at).into());
    let recovery_codes_left = recovery_code::count(cx.store.read(), caller.account).await?;
    Ok(SecondFactor { on_since, recovery_codes_left })
}
