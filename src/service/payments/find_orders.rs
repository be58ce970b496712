//! Everybody's orders, for admins: searched by what somebody typed, filtered, the latest first.

use super::scope::demand_manager;
use super::views::{self, OrderView};
use crate::service::accounts::api::{Caller, people, people_named};
use crate::service::page::{Page, PageRequest};
use crate::service::problem::{ProblemType, Refusal};
use crate::service::{Answer, Context};
use crate::store::payments::order::{self, Outcome, Search};
use crate::store::payments::reference;
use examhall_domain::id::{AccountId, ExamId, OrderId};
use examhall_domain::payments::{Order, OrderStatus, read_receipt_number};
use examhall_domain::time::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

/// Longest search, in characters.
pub const SEARCH_CHARS_MAX: usize = 200;
/// So many people of a searched name are looked for; a longer text finds fewer.
const PEOPLE_MAX: u64 = 100;
/// So many orders of one name; a gateway's name is of one, of each gateway.
const NAMED_MAX: u64 = 10;

/// What is looked for; what is not named does not matter.
#[derive(Clone, Debug, Default)]
pub struct FindOrders {
    /// A number of ours or the gateway's, of a receipt, or part of a person's name or address.
    pub search: String,
    /// One of these; none of them named means any.
    pub statuses: Vec<OrderStatus>,
    pub known: Known,
    pub account: Option<AccountId>,
    pub exam: Option<ExamId>,
    pub from: Option<Timestamp>,
    pub to: Option<Timestamp>,
}

/// Whether it matters what is known of an order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Known {
    /// It does not.
    #[default]
    Any,
    /// Something was asked of the gateway and nobody knows what came of it.
    Unsure,
}

/// An order with its owner.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct OrderRow {
    #[serde(flatten)]
    pub order: OrderView,
    pub account: Owner,
}

/// Whose something is.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Owner {
    #[schema(value_type = Uuid)]
    pub id: AccountId,
    pub name: String,
    pub email: String,
}

/// A page of the orders that fit.
///
/// # Errors
/// `forbidden`, `validation-failed` for a search that is too long, and those of the store.
pub async fn find_orders(
    cx: &Context,
    caller: &Caller,
    wanted: FindOrders,
    page: PageRequest,
) -> Answer<Page<OrderRow>> {
    demand_manager(caller)?;
    let text = wanted.search.trim();
    if text.chars().count() > SEARCH_CHARS_MAX {
        return Err(Refusal::new(ProblemType::ValidationFailed).field("/search", "invalid").into());
    }
    let among = if text.is_empty() { None } else { Some(meant(cx, text).await?) };
    let Some(search) = narrowed(wanted, among) else { return Ok(Page::whole(Vec::new())) };
    let rows = order::search(cx.store.read(), &search, page.after.map(OrderId), page.rows()).await?;
    let (rows, next_cursor) = page.cut(rows, |order| order.id.0);
    Ok(Page { items: of_orders(cx, &rows).await?, next_cursor })
}

/// Orders with their owners.
///
/// # Errors
/// Those of the store.
pub async fn of_orders(cx: &Context, orders: &[Order]) -> Answer<Vec<OrderRow>> {
    let accounts: Vec<AccountId> = orders.iter().map(|order| order.account).collect();
    let known = people(cx, &accounts).await?;
    let owner = |account: AccountId| match known.get(&account) {
        Some(person) => Owner { id: account, name: person.name.clone(), email: person.email.clone() },
        None => Owner { id: account, name: String::new(), email: String::new() },
    };
    let views = views::of_orders(cx, orders).await?;
    Ok(views.into_iter().zip(accounts).map(|(order, account)| OrderRow { order, account: owner(account) }).collect())
}

/// What a typed text may mean: orders, or whatever these people ordered.
async fn meant(cx: &Context, text: &str) -> Answer<(Vec<OrderId>, Vec<AccountId>)> {
    if let Ok(id) = text.parse::<OrderId>() {
        return Ok((vec![id], vec![AccountId(id.0)]));
    }
    let receipt = read_receipt_number(text);
    let name = receipt.as_deref().unwrap_or(text);
    let orders = reference::find_anywhere(cx.store.read(), name, NAMED_MAX).await?;
    if !orders.is_empty() {
        return Ok((orders, Vec::new()));
    }
    Ok((Vec::new(), people_named(cx, text, PEOPLE_MAX).await?))
}

/// The store's search; nothing when the text means nothing that is there.
fn narrowed(wanted: FindOrders, among: Option<(Vec<OrderId>, Vec<AccountId>)>) -> Option<Search> {
    if among.as_ref().is_some_and(|(orders, accounts)| orders.is_empty() && accounts.is_empty()) {
        return None;
    }
    let FindOrders { statuses, known, account, exam, from, to, .. } = wanted;
    let outcome = match known {
        Known::Any => Outcome::Any,
        Known::Unsure => Outcome::Unknown,
    };
    Some(Search { account, exam, statuses, outcome, from, to, among })
}
