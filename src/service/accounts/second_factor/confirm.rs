//! Makes an offered second factor count, for who shows by a code that the app has the secret.

use super::{Offered, fresh_codes, take};
use crate::service::accounts::api::Caller;
use crate::service::accounts::{end_sessions, notice};
use crate::service::mail::Content;
use crate::service::problem::{ProblemType, Refusal};
use crate::service::{Answer, Context, audit, mail};
use crate::store::accounts::{account, recovery_code, second_factor, session};
use crate::store::{Priority, Transaction};
use examhall_domain::accounts::RecoveryCode;
use examhall_domain::id::SessionId;
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

/// Codes for paper; they are told once.
#[derive(Serialize, ToSchema)]
pub struct RecoveryCodes {
    /// Ten codes in groups of four characters, each good for one sign-in.
    #[schema(examples(json!(["7Q2M-9XKD-0V4T-HB6C"])))]
    pub recovery_codes: Vec<String>,
}

impl RecoveryCodes {
    pub(super) fn tell(codes: &[RecoveryCode]) -> Self {
        Self { recovery_codes: codes.iter().map(RecoveryCode::expose).collect() }
    }
}

/// Turns the second factor on and ends the caller's other sessions, which were opened without one.
///
/// # Errors
/// `validation-failed` for what is no code or a wrong one, `second-factor-off` when none was offered, `second-factor-on`
/// when it counts already.
pub async fn confirm(cx: &Context, caller: &Caller, code: &str) -> Answer<RecoveryCodes> {
    let offered = Offered::parse(code)?;
    let codes = fresh_codes(cx);
    let ended = cx
        .store
        .in_transaction(Priority::Rest, async |transaction: &Transaction| {
            write(cx, transaction, caller, &offered, &codes).await
        })
        .await?;
    end_sessions::close_all(cx, ended).await;
    mail::announce(cx).await;
    Ok(RecoveryCodes::tell(&codes))
}

async fn write(
    cx: &Context,
    transaction: &Transaction,
    caller: &Caller,
    offered: &Offered,
    codes: &[RecoveryCode],
) -> Answer<Vec<SessionId>> {
    let (id, now) = (caller.account, cx.clock.now());
    let owner = account::find_for_update(transaction, id).await?.ok_or(ProblemType::SessionEnded)?;
    let factor = second_factor::find_for_update(transaction, id).await?.ok_or(ProblemType::SecondFactorOff)?;
    if factor.confirmed_at_us.is_some() {
        return Err(ProblemType::SecondFactorOn.into());
    }
    // There are no codes on paper yet, so that only the app's can be right.
    if !take(cx, transaction, &factor, offered).await? {
        return Err(Refusal::new(ProblemType::ValidationFailed).field("/code", "wrong_code").into());
    }
    second_factor::confirm(transaction, id, now).await?;
    recovery_code::replace(transaction, id, codes).await?;
    let ended = session::revoke_others(transaction, id, caller.session, now).await?;
    let object = audit::Object { kind: "account", id: &id };
    audit::record(cx, transaction, Some(id), "accounts.second_factor_on", object, json!({})).await?;
    end_sessions::record_all(cx, transaction, id, &ended).await?;
    notice::tell(cx, transaction, &owner, Content::SecondFactorOn { at: now }).await?;
    Ok(ended)
}
