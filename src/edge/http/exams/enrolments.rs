//! Who sits: lists of people, single persons' terms, and the roster to take away.

use crate::edge::http::auth::SignedIn;
use crate::edge::http::body::Body;
use crate::edge::http::envelope;
use crate::edge::http::failure::Answer;
use crate::edge::http::query::Query;
use crate::edge::http::route::{Access, Input, Limit, Route, Verb};
use crate::edge::http::text::PlainText;
use crate::service::Context;
use crate::service::exams::adjust_enrolment::{self, AdjustEnrolment};
use crate::service::exams::adjust_enrolments::{self, AdjustEnrolments, Adjusted};
use crate::service::exams::enrol_list::{self, EnrolList, EnrolMode, EnrolmentReport};
use crate::service::exams::export_enrolments;
use crate::service::exams::list_enrolments::{self, EnrolmentRow, Search};
use crate::service::exams::withdraw_enrolments::{self, WithdrawEnrolments, Withdrawn};
use crate::service::page::{Page, PageRequest};
use crate::service::problem::ProblemType as P;
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use examhall_domain::id::{AccountId, SittingId};
use serde::Deserialize;
use utoipa::{IntoParams, OpenApi, ToSchema};

/// The routes.
pub const ROUTES: &[Route] = &[
    Route {
        verb: Verb::Get,
        pattern: "/api/sittings/{id}/enrolments",
        access: Access::SignedIn,
        input: Input::Nothing,
        limit: Limit::General,
        handler: |route| route.to(list_enrolments),
        problems: &[P::Forbidden, P::ValidationFailed],
    },
    Route {
        verb: Verb::Post,
        pattern: "/api/sittings/{id}/enrolments",
        access: Access::SignedIn,
        input: Input::Text,
        limit: Limit::General,
        handler: |route| route.to(enrol_list),
        problems: &[P::Forbidden, P::ValidationFailed, P::EncodingUnknown, P::SittingOver],
    },
    Route {
        verb: Verb::Get,
        pattern: "/api/sittings/{id}/enrolments.csv",
        access: Access::SignedIn,
        input: Input::Nothing,
        limit: Limit::General,
        handler: |route| route.to(export_enrolments),
        problems: &[P::Forbidden],
    },
    Route {
        verb: Verb::Post,
        pattern: "/api/sittings/{id}/enrolments/terms",
        access: Access::SignedIn,
        input: Input::Json,
        limit: Limit::General,
        handler: |route| route.to(adjust_enrolments),
        problems: &[P::Forbidden],
    },
    Route {
        verb: Verb::Post,
        pattern: "/api/sittings/{id}/enrolments/withdraw",
        access: Access::SignedIn,
        input: Input::Json,
        limit: Limit::General,
        handler: |route| route.to(withdraw_enrolments),
        problems: &[P::Forbidden],
    },
    Route {
        verb: Verb::Put,
        pattern: "/api/sittings/{id}/enrolments/{account}",
        access: Access::SignedIn,
        input: Input::Json,
        limit: Limit::General,
        handler: |route| route.to(adjust_enrolment),
        problems: &[P::Forbidden],
    },
];

/// Their part of the API's document.
#[derive(OpenApi)]
#[openapi(paths(
    list_enrolments,
    enrol_list,
    export_enrolments,
    adjust_enrolments,
    withdraw_enrolments,
    adjust_enrolment,
))]
pub struct Document;

/// Who is looked for.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Roster {
    /// Words of the name or the address, at most 200 characters.
    query: Option<String>,
    /// Only this group.
    group: Option<String>,
    /// `false` for those without a group alone.
    grouped: Option<bool>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
    /// 50 unless said, at most 200.
    limit: Option<u64>,
}

/// What to do with a list.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListParameters {
    /// A name of the WHATWG Encoding Standard; needed for lists that are neither UTF-8 nor marked.
    encoding: Option<String>,
    mode: Mode,
}

/// How far to go.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Report only.
    Check,
    /// Enrol.
    Enrol,
}

/// Lists who is enrolled, by name
#[utoipa::path(get, path = "/api/sittings/{id}/enrolments", tag = "authoring",
    params(("id" = String, Path, format = Uuid), Roster),
    responses((status = 200, description = "A page of the people that fit", body = Page<EnrolmentRow>)))]
pub async fn list_enrolments(
    cx: web::Data<Context>,
    SignedIn(caller): SignedIn,
    id: web::Path<String>,
    Query(roster): Query<Roster>,
) -> Answer {
    let page = PageRequest::parse(&cx.settings.http, roster.cursor.as_deref(), roster.limit)?;
    let group = if roster.grouped == Some(false) { Some(String::new()) } else { roster.group };
    let search = Search { query: roster.query.unwrap_or_default(), group };
    let found = list_enrolments::list_enrolments(&cx, &caller, sitting(&id)?, &search, &page).await?;
    Ok(HttpResponse::Ok().json(found))
}

/// Says what a list of people comes to, or enrols them; again is the same
///
/// Values are separated by commas, semicolons or tabs: mail address, name, extra minutes and group in this order, or in any
/// under headings. What an empty cell stands for stays as it is.
#[utoipa::path(post, path = "/api/sittings/{id}/enrolments", tag = "authoring",
    params(("id" = String, Path, format = Uuid), ListParameters),
    request_body(content = String, content_type = "text/plain", description = "The list, at most 2,000 people"),
    responses((status = 200, description = "Line by line, and whether it was done", body = EnrolmentReport)))]
pub async fn enrol_list(
    cx: web::Data<Context>,
    SignedIn(caller): SignedIn,
    id: web::Path<String>,
    Query(parameters): Query<ListParameters>,
    PlainText(file): PlainText,
) -> Answer {
    let mode = match parameters.mode {
        Mode::Check => EnrolMode::Check,
        Mode::Enrol => EnrolMode::Enrol,
    };
    let command = EnrolList { file, encoding: parameters.encoding, mode };
    Ok(HttpResponse::Ok().json(enrol_list::enrol_list(&cx, &caller, sitting(&id)?, command).await?))
}

/// The roster as comma-separated values (RFC 4180), with headings in the reader's language
#[utoipa::path(get, path = "/api/sittings/{id}/enrolments.csv", tag = "authoring",
    params(("id" = String, Path, format = Uuid)),
    responses((status = 200, description = "One line for each person", content_type = "text/csv", body = String)))]
pub async fn export_enrolments(
    request: HttpRequest,
    cx: web::Data<Context>,
    SignedIn(caller): SignedIn,
    id: web::Path<String>,
) -> Answer {
    let locale = envelope::locale(&request);
    let roster = export_enrolments::export_enrolments(&cx, &caller, sitting(&id)?, locale).await?;
    let attached = format!("attachment; filename=\"{}\"", roster.file_name);
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header((header::CONTENT_DISPOSITION, attached))
        .body(roster.table))
}

/// Gives several people extra time or a group, for attempts opened afterwards
#[utoipa::path(post, path = "/api/sittings/{id}/enrolments/terms", tag = "authoring",
    request_body = AdjustEnrolments, params(("id" = String, Path, format = Uuid)),
    responses((status = 200, description = "Agreed", body = Adjusted)))]
pub async fn adjust_enrolments(
    cx: web::Data<Context>,
    SignedIn(caller): SignedIn,
    id: web::Path<String>,
    Body(command): Body<AdjustEnrolments>,
) -> Answer {
    Ok(HttpResponse::Ok().json(adjust_enrolments::adjust_enrolments(&cx, &caller, sitting(&id)?, command).await?))
}

/// Takes people off the roster who have not been in the room
#[utoipa::path(post, path = "/api/sittings/{id}/enrolments/withdraw", tag = "authoring",
    request_body = WithdrawEnrolments, params(("id" = String, Path, format = Uuid)),
    responses((status = 200, description = "Withdrawn", body = Withdrawn)))]
pub async fn withdraw_enrolments(
    cx: web::Data<Context>,
    SignedIn(caller): SignedIn,
    id: web::Path<String>,
    Body(command): Body<WithdrawEnrolments>,
) -> Answer {
    Ok(HttpResponse::Ok().json(withdraw_enrolments::withdraw_enrolments(&cx, &caller, sitting(&id)?, command).await?))
}

/// Gives one person extra time and a group, for attempts opened afterwards
#[utoipa::path(put, path = "/api/sittings/{id}/enrolments/{account}", tag = "authoring", request_body = AdjustEnrolment,
    params(("id" = String, Path, format = Uuid), ("account" = String, Path, format = Uuid)),
    responses((status = 204, description = "Agreed")))]
pub async fn adjust_enrolment(
    cx: web::Data<Context>,
    SignedIn(caller): SignedIn,
    ids: web::Path<(String, String)>,
    Body(command): Body<AdjustEnrolment>,
) -> Answer {
    let (id, person) = ids.into_inner();
    let person: AccountId = person.parse().map_err(|_| P::NotFound)?;
    adjust_enrolment::adjust_enrolment(&cx, &caller, sitting(&id)?, person, command).await?;
    Ok(HttpResponse::NoContent().finish())
}

fn sitting(text: &str) -> Result<SittingId, P> {
    text.parse().map_err(|_| P::NotFound)
}
