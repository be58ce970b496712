//! Everything that the caller has ordered, the latest first.
//!
//! The orders come from memory as long as their stamp is still theirs: that is one small query instead of one for each kind
//! of row, and exact on every instance.

use super::access_book::{History, HistoryPart};
use super::views::{self, OrderView};
use crate::service::accounts::api::Caller;
use crate::service::page::{Page, PageRequest};
use crate::service::{Answer, Context};
use crate::store::payments::order::{self, Search};
use crate::telemetry::metric;
use examhall_domain::id::OrderId;
use std::sync::Arc;

/// A page of the caller's orders.
///
/// # Errors
/// Those of the store.
pub async fn list_history(cx: &Context, caller: &Caller, page: PageRequest) -> Answer<Page<OrderView>> {
    let part = HistoryPart { account: caller.account, after: page.after.map(OrderId), rows: page.rows() };
    // Before the orders: what changes in between belongs to a later stamp.
    let stamp = order::stamp(cx.store.read(), caller.account).await?;
    let known = cx.access.history(part).filter(|known| known.stamp == stamp);
    let history = match metric::looked_up("history", known) {
        Some(known) => known,
        None => read(cx, part, stamp).await?,
    };
    let (orders, next_cursor) = page.cut(history.orders.clone(), |order| order.id.0);
    Ok(Page { items: views::of_orders(cx, &orders).await?, next_cursor })
}

async fn read(cx: &Context, part: HistoryPart, stamp: i64) -> Answer<Arc<History>> {
    let search = Search { account: Some(part.account), ..Search::default() };
    let orders = order::search(cx.store.read(), &search, part.after, part.rows).await?;
    let history = Arc::new(History { stamp, orders });
    cx.access.learn_history(part, history.clone());
    Ok(history)
}
