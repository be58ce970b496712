//! Messages of gateways are kept before anybody answers them: once each, by the event's name and by their bytes.

use crate::gateway::payments::Delivery;
use crate::service::problem::ProblemType;
use crate::service::{Answer, Context};
use crate::store::payments::inbox::{self, NewWebhook};
use crate::store::{Priority, retrying};
use examhall_domain::id::WebhookId;
use examhall_domain::payments::GatewayName;
use sha2::{Digest, Sha256};
use std::collections::HashSet;

/// The gateway that webhooks without a name in their address come from.
const UNNAMED: &str = "razorpay";

/// A message as it arrived.
pub struct Arrived {
    /// As the address names it.
    pub gateway: Option<String>,
    /// Its headers, with names in lower case.
    pub headers: Vec<(String, String)>,
    /// Its bytes, untouched.
    pub body: Vec<u8>,
}

/// A message that comes from its gateway.
pub type Admitted = NewWebhook;

/// Lets a message in whose signature is right. Nothing of it is read before.
///
/// # Errors
/// `not-found` for a gateway that is not in use, `signature-invalid`.
pub fn admit(cx: &Context, arrived: Arrived) -> Result<Admitted, ProblemType> {
    let name = GatewayName::parse(arrived.gateway.as_deref().unwrap_or(UNNAMED)).map_err(|_| ProblemType::NotFound)?;
    let gateway = cx.gateways.get(&name).ok_or(ProblemType::NotFound)?;
    let delivery = Delivery { headers: &arrived.headers, body: &arrived.body };
    let event = gateway.admit(&delivery).map_err(|fault| {
        tracing::warn!(gateway = %name, bytes = arrived.body.len(), %fault, "a webhook was refused");
        ProblemType::SignatureInvalid
    })?;
    Ok(NewWebhook {
        id: WebhookId(cx.ids.uuid()),
        gateway: name,
        event_id: Some(event.as_str().to_owned()),
        body_digest: Sha256::digest(&arrived.body).into(),
        body: arrived.body,
        received_at: cx.clock.now(),
    })
}

/// Keeps messages in one transaction; which of them were new.
///
/// # Errors
/// Those of the store: then nothing is kept, and the gateway sends them again.
pub async fn take_webhooks(cx: &Context, admitted: &[Admitted]) -> Answer<Vec<WebhookId>> {
    let new = retrying(|| put(cx, admitted)).await?;
    Ok(admitted.iter().map(|message| message.id).filter(|id| new.contains(id)).collect())
}

async fn put(cx: &Context, admitted: &[Admitted]) -> Answer<HashSet<WebhookId>> {
    let transaction = cx.store.begin(Priority::Webhooks).await?;
    let new = inbox::put(&transaction, admitted.to_vec()).await?;
    transaction.commit().await?;
    Ok(new)
}
