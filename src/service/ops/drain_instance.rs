//! An operator takes an instance out of service, or puts it back.
//!
//! It stops being ready and sends its sockets away in slices, and goes on answering what still comes; its process ends only
//! when it is told to by a signal.

use super::list_instances::{InstanceView, demand_operator, list_instances};
use crate::bus::Signal;
use crate::service::accounts::api::Caller;
use crate::service::audit::{self, Object};
use crate::service::problem::ProblemType;
use crate::service::{Answer, Context};
use crate::store::{Priority, instances};
use examhall_domain::id::BootId;
use serde_json::json;

/// Asks an instance to send its people away; it does with its next beat, which this hurries. Again is the same.
///
/// # Errors
/// `forbidden`; `not-found` when no such instance is remembered.
pub async fn drain_instance(cx: &Context, caller: &Caller, boot: BootId) -> Answer<InstanceView> {
    ask(cx, caller, boot, true, "instance.drained").await
}

/// Takes that back. Again is the same; an instance that ends is not held up by it.
///
/// # Errors
/// As [`drain_instance`].
pub async fn resume_instance(cx: &Context, caller: &Caller, boot: BootId) -> Answer<InstanceView> {
    ask(cx, caller, boot, false, "instance.resumed").await
}

async fn ask(cx: &Context, caller: &Caller, boot: BootId, drain: bool, action: &'static str) -> Answer<InstanceView> {
    demand_operator(caller)?;
    let transaction = cx.store.begin(Priority::Rest).await?;
    let Some(name) = instances::ask_to_drain(&transaction, boot, drain).await? else {
        return Err(ProblemType::NotFound.into());
    };
    let object = Object { kind: "instance", id: &boot };
    audit::record(cx, &transaction, Some(caller.account), action, object, json!({ "name": name })).await?;
    transaction.commit().await?;
    cx.hub.announce(&Signal::InstanceAsked).await;
    let mut all = list_instances(cx, caller).await?.instances;
    all.retain(|instance| instance.boot == boot);
    Ok(all.pop().ok_or(ProblemType::NotFound)?)
}
