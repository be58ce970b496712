//! Lets everybody know, after the commit: the caches of all instances, the requests that wait, and the person's pages.

use super::check_access;
use super::stale::Stale;
use crate::bus::Signal;
use crate::service::event::personal;
use crate::service::{Answer, Context};
use examhall_domain::id::{AccountId, ExamId};
use examhall_domain::payments::Order;
use serde_json::json;

/// Somebody's access to an exam was granted, moved or withdrawn.
///
/// # Errors
/// Those of the store, when what there is to tell cannot be read; the caches have forgotten it even so.
pub async fn access_changed(cx: &Context, account: AccountId, exam: ExamId) -> Answer<()> {
    forget(cx, Stale::Access(account, exam)).await;
    let state = check_access::state(cx, account, exam).await?;
    let data = json!({
        "exam": exam,
        "has_access": state.has_access,
        "expires_at": state.expires_at,
        "source": state.source,
    });
    cx.hub.publish(personal(account, "access.changed", cx.clock.now(), data)).await;
    Ok(())
}

/// An order moved on.
pub async fn order_changed(cx: &Context, order: &Order) {
    forget(cx, Stale::Orders(order.account)).await;
    let data = json!({ "order": order.id, "status": order.status(), "version": order.version });
    cx.hub.publish(personal(order.account, "order.changed", cx.clock.now(), data)).await;
}

/// What an exam costs was changed, or whether it is shown.
pub async fn offer_changed(cx: &Context, exam: ExamId) {
    forget(cx, Stale::Offer(exam)).await;
}

/// Here at once, elsewhere as soon as the word arrives.
async fn forget(cx: &Context, stale: Stale) {
    cx.access.forget(stale);
    cx.hub.announce(&Signal::CacheStale(stale.to_string())).await;
}
