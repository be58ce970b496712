//! An admin has the gateway's books of one order read now.

use super::apply::{By, apply};
use super::bring_on::look;
use super::inspect_order::{self, AdminOrder};
use super::scope::demand_manager;
use crate::service::accounts::api::Caller;
use crate::service::audit::{self, Object};
use crate::service::problem::{ProblemType, Refusal};
use crate::service::{Answer, Context};
use crate::store::Priority;
use crate::store::payments::order;
use examhall_domain::id::OrderId;
use examhall_domain::payments::Command;
use serde_json::json;

/// Seconds after which a gateway that could not be asked may answer.
const RETRY_S: u32 = 30;

/// Reads the books and takes in what they say.
///
/// # Errors
/// `forbidden`, `not-found`, `gateway-unavailable` when they could not be read, and those of the store.
pub async fn reconcile_order(cx: &Context, caller: &Caller, id: OrderId) -> Answer<AdminOrder> {
    demand_manager(caller)?;
    let before = order::find(cx.store.read(), id).await?.ok_or(ProblemType::NotFound)?;
    let transaction = cx.store.begin(Priority::Rest).await?;
    let object = Object { kind: "order", id: &id };
    audit::record(cx, &transaction, Some(caller.account), "payments.order_reconciled", object, json!({})).await?;
    transaction.commit().await?;
    if !look(cx, &before).await? {
        return Err(Refusal::new(ProblemType::GatewayUnavailable).retry_after(RETRY_S).into());
    }
    // Whatever follows from the books is done by whoever brings the order on.
    let _nothing_to_look_for = apply(cx, id, Command::Look, By::admin(caller.account)).await?;
    let after = order::find(cx.store.read(), id).await?.ok_or(ProblemType::NotFound)?;
    inspect_order::of_order(cx, &after).await
}
