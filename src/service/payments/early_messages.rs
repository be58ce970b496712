//! Messages that were here before we knew their order: the gateway had it already, and its name was not stored yet.
//!
//! They were parked like everything that nobody knows. As soon as an order's name is stored, what was parked since it was
//! placed is told once more. Whoever parks a message looks once more afterwards, so that of the two one sees the other.

use crate::service::{Answer, Context};
use crate::store::payments::inbox;
use crate::store::{Priority, StoreError};
use examhall_domain::id::WebhookId;
use examhall_domain::payments::{Event, Order, Step};
use examhall_domain::time::Span;

/// By how much the clocks of instances may differ.
const CLOCKS: Span = Span::from_secs(60);
/// So many messages are told once more; the gateway's books tell the rest.
const MESSAGES_MAX: u32 = 500;

/// After the commit of a step that made the gateway's name of its order known.
///
/// # Errors
/// Those of the store.
pub(super) async fn after(cx: &Context, step: &Step) -> Answer<()> {
    let is_known_now = step.events.iter().any(|event| matches!(event, Event::GatewayOrderOpened { .. }));
    if is_known_now { tell_again(cx, &step.order).await } else { Ok(()) }
}

/// Lets a parked message wait again, whose order is known by now.
///
/// # Errors
/// Those of the store.
pub(super) async fn reopen(cx: &Context, messages: &[WebhookId]) -> Result<(), StoreError> {
    let transaction = cx.store.begin(Priority::Webhooks).await?;
    let messages = inbox::reopen_unknown(&transaction, messages).await?;
    transaction.commit().await?;
    tracing::info!(messages, "webhooks that came before their order was known are told once more");
    Ok(())
}

async fn tell_again(cx: &Context, order: &Order) -> Answer<()> {
    let since = order.created_at - CLOCKS;
    let early = inbox::list_unknown(cx.store.read(), &order.gateway, since, MESSAGES_MAX).await?;
    if early.is_empty() { Ok(()) } else { Ok(reopen(cx, &early).await?) }
}
