//! An admin gives money back: after password and code, all of it or a part, with or without the access.
//!
//! Proof, key, refund and the entry of the audit log are one transaction; the gateway is asked afterwards. The refund's name
//! follows from the key, so that the same request can never make two.

use super::apply::{By, Moved, tell, within};
use super::fields::text_fault;
use super::idempotent::{Keyed, Reply};
use super::inspect_order;
use super::scope::demand_manager;
use crate::service::accounts::api::{Caller, Proof, with_proof};
use crate::service::audit::{self, Object};
use crate::service::problem::{ProblemType, Refusal};
use crate::service::{Answer, Context};
use crate::store::Transaction;
use crate::store::payments::order;
use examhall_domain::accounts::Network;
use examhall_domain::id::OrderId;
use examhall_domain::money::Money;
use examhall_domain::payments::{AccessPolicy, AskedRefund, Command, Order, Rejection, Why, refund};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

/// What goes back, and why. The proof is no part of what makes two requests the same: a code is another one each time.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RefundOrder {
    pub order: OrderId,
    /// In the order's currency; nothing for all that is left.
    pub amount_minor: Option<i64>,
    pub access: AccessPolicy,
    pub reason: String,
}

/// What became of money that goes back, as its admin sees it.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AccessAfter {
    /// Access stays.
    Keep,
    /// Access ends.
    Revoke,
}

impl From<AccessAfter> for AccessPolicy {
    fn from(after: AccessAfter) -> Self {
        match after {
            AccessAfter::Keep => Self::Keep,
            AccessAfter::Revoke => Self::Revoke,
        }
    }
}

/// Asks for the refund; a repeat gets the first answer.
///
/// # Errors
/// `forbidden`, `not-found`, `validation-failed` for the reason, the password or the code, `locked-out`,
/// `order-not-refundable`, `refund-too-much`; those of the key and of the store.
pub async fn refund_order(
    cx: &Context,
    caller: &Caller,
    network: Network,
    keyed: &Keyed,
    command: &RefundOrder,
    proof: &Proof,
) -> Answer<Reply> {
    demand_manager(caller)?;
    // Before the proof: a code of the second factor works once, and a repeat brings the same one.
    if let Some(reply) = keyed.replayed(cx).await? {
        return Ok(reply);
    }
    let reason = why(&command.reason)?;
    let deed = async |transaction: &Transaction| deed(cx, transaction, caller, keyed, command, &reason).await;
    let moved = match with_proof(cx, caller, network, proof, deed).await? {
        Done::Before(reply) => return Ok(reply),
        Done::Moved(moved) => moved,
    };
    tell(cx, &moved).await?;
    keyed.keep(cx, 202, &inspect_order::of_order(cx, moved.order()).await?).await
}

enum Done {
    Before(Reply),
    Moved(Box<Moved>),
}

async fn deed(
    cx: &Context,
    transaction: &Transaction,
    caller: &Caller,
    keyed: &Keyed,
    command: &RefundOrder,
    reason: &Why,
) -> Answer<Done> {
    if let Some(reply) = keyed.begin(cx, transaction).await? {
        return Ok(Done::Before(reply));
    }
    let held = order::hold(transaction, command.order).await?.ok_or(ProblemType::NotFound)?;
    let asked = asked(caller, keyed, command, reason, &held);
    let moved = within(cx, transaction, &held, Command::AskRefund(asked), By::admin(caller.account)).await?;
    let moved = moved.map_err(refusal)?;
    let object = Object { kind: "order", id: &command.order };
    let detail = json!({ "amount_minor": command.amount_minor, "access": command.access, "reason": reason });
    audit::record(cx, transaction, Some(caller.account), "payments.refund_asked", object, detail).await?;
    Ok(Done::Moved(Box::new(moved)))
}

fn asked(caller: &Caller, keyed: &Keyed, command: &RefundOrder, reason: &Why, order: &Order) -> AskedRefund {
    let currency = order.kept().map_or(order.price.currency, |kept| kept.money.currency);
    AskedRefund {
        id: refund::follows(command.order, &format!("{}:{}", caller.account, keyed.key()), 0),
        payment: None,
        money: command.amount_minor.map(|amount| Money::new(amount, currency)),
        policy: command.access,
        reason: reason.clone(),
        by: caller.account,
    }
}

fn refusal(rejection: Rejection) -> Refusal {
    match rejection {
        Rejection::RefundOutOfRange { left } => {
            Refusal::new(ProblemType::RefundTooMuch).extra("refundable", json!(left))
        }
        Rejection::RefundIdReused => ProblemType::IdempotencyKeyReused.into(),
        _ => ProblemType::OrderNotRefundable.into(),
    }
}

/// A reason that can be read in a year.
///
/// # Errors
/// `validation-failed`.
pub(super) fn why(text: &str) -> Result<Why, Refusal> {
    Why::parse(text).map_err(|fault| text_fault("/reason", fault))
}
