//! Turns the second factor off, by its owner.

use crate::service::accounts::api::Caller;
use crate::service::accounts::api::proof::Proof;
use crate::service::accounts::notice;
use crate::service::accounts::prove::Try;
use crate::service::mail::Content;
use crate::service::problem::ProblemType;
use crate::service::{Answer, Context, audit, mail};
use crate::store::Transaction;
use crate::store::accounts::{recovery_code, second_factor};
use examhall_domain::accounts::Network;
use serde_json::json;

/// Takes the factor and its codes on paper away; signing in takes the password alone from then on.
///
/// # Errors
/// `second-factor-off` without one; those of the proof.
pub async fn turn_off(cx: &Context, caller: &Caller, network: Network, proof: &Proof) -> Answer<()> {
    let attempt = Try::prepare(cx, caller.account, network, proof).await?;
    let id = caller.account;
    attempt
        .settle(cx, async |transaction: &Transaction, proven| {
            if !proven.has_second_factor {
                return Err(ProblemType::SecondFactorOff.into());
            }
            second_factor::remove(transaction, id).await?;
            recovery_code::replace(transaction, id, &[]).await?;
            let object = audit::Object { kind: "account", id: &id };
            audit::record(cx, transaction, Some(id), "accounts.second_factor_off", object, json!({})).await?;
            notice::tell(cx, transaction, attempt.account(), Content::SecondFactorOff { at: cx.clock.now() }).await
        })
        .await?;
    mail::announce(cx).await;
    Ok(())
}
