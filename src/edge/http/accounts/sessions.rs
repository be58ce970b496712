//! Where somebody is signed in, and ending that.

use crate::edge::http::auth::{SignedIn, cookies};
use crate::edge::http::failure::Answer;
use crate::service::Context;
use crate::service::accounts::list_sessions::SessionCard;
use crate::service::accounts::{end_sessions, list_sessions as list};
use crate::service::problem::ProblemType;
use actix_web::{HttpResponse, web};
use examhall_domain::id::SessionId;
use serde::Serialize;
use utoipa::ToSchema;

/// All live sessions; there is never a further page.
#[derive(Serialize, ToSchema)]
pub struct SessionList {
    items: Vec<SessionCard>,
    next_cursor: Option<String>,
}

/// Lists the own live sessions, the latest first
#[utoipa::path(get, path = "/api/auth/sessions", tag = "accounts",
    responses((status = 200, description = "At most 200 sessions", body = SessionList)))]
pub async fn list_sessions(cx: web::Data<Context>, SignedIn(caller): SignedIn) -> Answer {
    let items = list::list_sessions(&cx, &caller).await?;
    Ok(HttpResponse::Ok().json(SessionList { items, next_cursor: None }))
}

/// Ends all own sessions, here and everywhere else
#[utoipa::path(delete, path = "/api/auth/sessions", tag = "accounts",
    responses((status = 204, description = "Signed out everywhere")))]
pub async fn end_all_sessions(cx: web::Data<Context>, SignedIn(caller): SignedIn) -> Answer {
    end_sessions::end_all_sessions(&cx, &caller).await?;
    Ok(HttpResponse::NoContent().cookie(cookies::clear_session(&cx)).finish())
}

/// Ends one of the own sessions
#[utoipa::path(delete, path = "/api/auth/sessions/{id}", tag = "accounts", params(("id" = String, Path, format = Uuid)),
    responses((status = 204, description = "Ended")))]
pub async fn end_session(cx: web::Data<Context>, SignedIn(caller): SignedIn, id: web::Path<String>) -> Answer {
    let session: SessionId = id.parse().map_err(|_| ProblemType::NotFound)?;
    end_sessions::end_session(&cx, &caller, session).await?;
    Ok(HttpResponse::NoContent().finish())
}
