//! Everything that the caller has ordered.

use crate::edge::http::auth::SignedIn;
use crate::edge::http::failure::Answer;
use crate::edge::http::query::Query;
use crate::service::Context;
use crate::service::page::{Page, PageRequest};
use crate::service::payments::list_history as histories;
use crate::service::payments::views::OrderView;
use actix_web::{HttpResponse, web};
use serde::Deserialize;
use utoipa::IntoParams;

/// Which part of the list.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Listing {
    /// `next_cursor` of the page before.
    pub(super) cursor: Option<String>,
    /// 50 unless said, at most 200.
    pub(super) limit: Option<u64>,
}

/// Lists the caller's orders, the latest first
#[utoipa::path(get, path = "/api/payments/history", tag = "payments", params(Listing),
    responses((status = 200, description = "A page of orders, without forms that pay them", body = Page<OrderView>)))]
pub async fn list_history(
    cx: web::Data<Context>,
    SignedIn(caller): SignedIn,
    Query(listing): Query<Listing>,
) -> Answer {
    let page = PageRequest::parse(&cx.settings.http, listing.cursor.as_deref(), listing.limit)?;
    Ok(HttpResponse::Ok().json(histories::list_history(&cx, &caller, page).await?))
}
