//! A person decides about parked money: it is taken for the price, or it goes back.

use super::apply::{By, Moved, tell, within};
use super::inspect_order::{self, AdminOrder};
use super::refund_order::why;
use super::scope::demand_manager;
use crate::service::accounts::api::{Caller, Proof, with_proof};
use crate::service::audit::{self, Object};
use crate::service::problem::ProblemType;
use crate::service::{Answer, Context};
use crate::store::Transaction;
use crate::store::payments::order;
use examhall_domain::accounts::Network;
use examhall_domain::id::OrderId;
use examhall_domain::payments::{Command, Decision, Rejection, Why};
use serde_json::json;

/// Decides, after password and code.
///
/// # Errors
/// `forbidden`, `not-found`, `validation-failed` for the reason, the password or the code, `locked-out`, `order-not-open` when
/// nothing waits for a decision, `order-not-refundable` when nothing was captured that could be kept, and those of the store.
pub async fn resolve_review(
    cx: &Context,
    caller: &Caller,
    network: Network,
    id: OrderId,
    decision: Decision,
    reason: &str,
    proof: &Proof,
) -> Answer<AdminOrder> {
    demand_manager(caller)?;
    let reason = why(reason)?;
    let deed = async |transaction: &Transaction| deed(cx, transaction, caller, id, decision, &reason).await;
    let moved = with_proof(cx, caller, network, proof, deed).await?;
    tell(cx, &moved).await?;
    inspect_order::of_order(cx, moved.order()).await
}

async fn deed(
    cx: &Context,
    transaction: &Transaction,
    caller: &Caller,
    id: OrderId,
    decision: Decision,
    reason: &Why,
) -> Answer<Moved> {
    let held = order::hold(transaction, id).await?.ok_or(ProblemType::NotFound)?;
    let command = Command::Resolve { decision, reason: reason.clone() };
    let moved = within(cx, transaction, &held, command, By::admin(caller.account)).await?;
    let moved = moved.map_err(|rejection| match rejection {
        Rejection::NothingCaptured => ProblemType::OrderNotRefundable,
        _ => ProblemType::OrderNotOpen,
    })?;
    let object = Object { kind: "order", id: &id };
    let detail = json!({ "decision": decision, "reason": reason });
    audit::record(cx, transaction, Some(caller.account), "payments.review_resolved", object, detail).await?;
    Ok(moved)
}
