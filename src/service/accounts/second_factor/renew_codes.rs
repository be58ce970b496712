//! Makes new codes for paper, for who has used theirs or let somebody see them.

use super::confirm::RecoveryCodes;
use super::fresh_codes;
use crate::service::accounts::api::Caller;
use crate::service::accounts::api::proof::Proof;
use crate::service::accounts::prove::Try;
use crate::service::problem::ProblemType;
use crate::service::{Answer, Context, audit};
use crate::store::Transaction;
use crate::store::accounts::recovery_code;
use examhall_domain::accounts::Network;
use serde_json::json;

/// Puts ten new codes in the place of the caller's older ones.
///
/// # Errors
/// `second-factor-off` without one; those of the proof.
pub async fn renew_codes(cx: &Context, caller: &Caller, network: Network, proof: &Proof) -> Answer<RecoveryCodes> {
    let attempt = Try::prepare(cx, caller.account, network, proof).await?;
    let (id, codes) = (caller.account, fresh_codes(cx));
    attempt
        .settle(cx, async |transaction: &Transaction, proven| {
            if !proven.has_second_factor {
                return Err(ProblemType::SecondFactorOff.into());
            }
            recovery_code::replace(transaction, id, &codes).await?;
            let object = audit::Object { kind: "account", id: &id };
            Ok(audit::record(cx, transaction, Some(id), "accounts.recovery_codes_renewed", object, json!({})).await?)
        })
        .await?;
    Ok(RecoveryCodes::tell(&codes))
}
