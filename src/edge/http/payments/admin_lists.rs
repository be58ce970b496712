//! Everybody's orders and access, and how the books agree, for admins.

use crate::edge::http::auth::Admin;
use crate::edge::http::failure::{Answer, Failure};
use crate::edge::http::query::Query;
use crate::service::Context;
use crate::service::instant::Instant;
use crate::service::page::{Page, PageRequest};
use crate::service::payments::find_orders::{self as finding, FindOrders, Known, OrderRow};
use crate::service::payments::inspect_order::{self as inspecting, AdminOrder};
use crate::service::payments::list_access::{self as accesses, AccessRow};
use crate::service::payments::read_reconciliation::{self as reconciling, Reconciliation};
use crate::service::problem::{ProblemType, Refusal};
use actix_web::{HttpResponse, web};
use examhall_domain::id::{AccountId, ExamId, OrderId};
use examhall_domain::payments::OrderStatus;
use serde::Deserialize;
use utoipa::IntoParams;

/// The word for orders of which nobody knows what came of a request to the gateway.
const UNKNOWN: &str = "unknown";

/// Which orders.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct OrderSearch {
    /// A number of an order, of a receipt or of the gateway, or part of a person's name or address; at most 200 characters.
    #[serde(default)]
    search: String,
    /// Words of `status`, separated by commas; `unknown` stands for orders of which nobody knows what came of a request.
    status: Option<String>,
    #[param(value_type = Option<Uuid>)]
    account: Option<AccountId>,
    #[param(value_type = Option<Uuid>)]
    exam: Option<ExamId>,
    /// Placed at this instant or later.
    from: Option<Instant>,
    /// Placed before this instant.
    to: Option<Instant>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
    /// 50 unless said, at most 200.
    limit: Option<u64>,
}

/// Whose access, and to what.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AccessSearch {
    #[param(value_type = Option<Uuid>)]
    account: Option<AccountId>,
    #[param(value_type = Option<Uuid>)]
    exam: Option<ExamId>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
    /// 50 unless said, at most 200.
    limit: Option<u64>,
}

/// Finds orders, the latest first
#[utoipa::path(get, path = "/api/admin/payments/orders", tag = "payments", params(OrderSearch),
    responses((status = 200, description = "A page of the orders that fit", body = Page<OrderRow>)))]
pub async fn find_orders(cx: web::Data<Context>, Admin(caller): Admin, Query(query): Query<OrderSearch>) -> Answer {
    let page = PageRequest::parse(&cx.settings.http, query.cursor.as_deref(), query.limit)?;
    let (statuses, known) = statuses(query.status.as_deref())?;
    let wanted = FindOrders {
        search: query.search,
        statuses,
        known,
        account: query.account,
        exam: query.exam,
        from: query.from.map(|at| at.0),
        to: query.to.map(|at| at.0),
    };
    Ok(HttpResponse::Ok().json(finding::find_orders(&cx, &caller, wanted, page).await?))
}

/// Shows everything about an order
#[utoipa::path(get, path = "/api/admin/payments/orders/{id}", tag = "payments",
    params(("id" = String, Path, format = Uuid)),
    responses((status = 200, description = "The order with its payments, refunds, timeline and ledger", body = AdminOrder)))]
pub async fn inspect_order(cx: web::Data<Context>, Admin(caller): Admin, id: web::Path<String>) -> Answer {
    let id: OrderId = id.parse().map_err(|_| ProblemType::NotFound)?;
    Ok(HttpResponse::Ok().json(inspecting::inspect_order(&cx, &caller, id).await?))
}

/// Lists who has or had access to what, the latest first
#[utoipa::path(get, path = "/api/admin/payments/access", tag = "payments", params(AccessSearch),
    responses((status = 200, description = "A page of access", body = Page<AccessRow>)))]
pub async fn list_access(cx: web::Data<Context>, Admin(caller): Admin, Query(query): Query<AccessSearch>) -> Answer {
    let page = PageRequest::parse(&cx.settings.http, query.cursor.as_deref(), query.limit)?;
    Ok(HttpResponse::Ok().json(accesses::list_access(&cx, &caller, query.account, query.exam, page).await?))
}

/// Shows how our books and the gateways' agree
#[utoipa::path(get, path = "/api/admin/payments/reconciliation", tag = "payments",
    responses((status = 200, description = "What the last reconciliation found, and what everything comes to",
        body = Reconciliation)))]
pub async fn read_reconciliation(cx: web::Data<Context>, Admin(caller): Admin) -> Answer {
    Ok(HttpResponse::Ok().json(reconciling::read_reconciliation(&cx, &caller).await?))
}

fn statuses(words: Option<&str>) -> Result<(Vec<OrderStatus>, Known), Failure> {
    let (mut statuses, mut known) = (Vec::new(), Known::Any);
    for word in words.unwrap_or_default().split(',').map(str::trim).filter(|word| !word.is_empty()) {
        match OrderStatus::parse(word) {
            Some(status) => statuses.push(status),
            None if word == UNKNOWN => known = Known::Unsure,
            None => return Err(Refusal::new(ProblemType::ValidationFailed).field("/status", "invalid").into()),
        }
    }
    Ok((statuses, known))
}
