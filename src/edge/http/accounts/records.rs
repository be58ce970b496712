//! What is kept about oneself: downloaded, and erased with the account.

use super::proof::PasswordAndCode;
use crate::edge::http::auth::{SignedIn, address, cookies};
use crate::edge::http::body::Body;
use crate::edge::http::failure::Answer;
use crate::service::Context;
use crate::service::accounts::api::Records;
use crate::service::accounts::ask_erasure::{self as ask, ErasureAsked};
use crate::service::accounts::export_data as export;
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use examhall_domain::accounts::Network;

/// Downloads everything that is kept about oneself
///
/// Account, sessions, mails, deeds, enrolments, and attempts with answers, messages, receipts, and the results that may be
/// seen. Wrong passwords and codes count like sign-ins that failed.
#[utoipa::path(post, path = "/api/auth/export", tag = "accounts", request_body = PasswordAndCode,
    responses((status = 200, description = "A file; what had too many rows is named in `cut_short`", body = Object)))]
pub async fn export_data(
    cx: web::Data<Context>,
    records: web::Data<Records>,
    request: HttpRequest,
    SignedIn(caller): SignedIn,
    Body(proof): Body<PasswordAndCode>,
) -> Answer {
    let network = Network::of(address::of(&cx, &request));
    let file = export::export_data(&cx, &records, &caller, network, &proof.into()).await?;
    Ok(HttpResponse::Ok()
        .content_type("application/json")
        .insert_header((header::CONTENT_DISPOSITION, "attachment; filename=\"my-data.json\""))
        .body(file))
}

/// Asks for the own account to be erased
///
/// It is some days later; signing in before calls it off. Exam records stay under a pseudonym.
#[utoipa::path(post, path = "/api/auth/erasure", tag = "accounts", request_body = PasswordAndCode,
    responses((status = 200, description = "Every session has ended, and a mail says until when it can be called off", body = ErasureAsked)))]
pub async fn ask_erasure(
    cx: web::Data<Context>,
    request: HttpRequest,
    SignedIn(caller): SignedIn,
    Body(proof): Body<PasswordAndCode>,
) -> Answer {
    let network = Network::of(address::of(&cx, &request));
    let asked = ask::ask_erasure(&cx, &caller, network, &proof.into()).await?;
    Ok(HttpResponse::Ok().cookie(cookies::clear_session(&cx)).json(asked))
}
