//! The API's document (OpenAPI 3.1): handlers describe what they take and give, the route table adds who may call and
//! every problem that a route can answer with.

use super::route::{Access, Input, Limit, Route, Verb};
use crate::service::problem::ProblemType;
use crate::service::texts;
use actix_web::{HttpResponse, web};
use examhall_domain::accounts::Locale;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::openapi::OpenApi as OpenApiDocument;
use utoipa::openapi::path::Operation;
use utoipa::openapi::security::{
    ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme,
};
use utoipa::openapi::{ContentBuilder, PathItem, Ref, RefOr, Response, ResponseBuilder};
use utoipa::{OpenApi, ToSchema};

/// The route of the document itself.
pub const ROUTES: &[Route] = &[Route {
    verb: Verb::Get,
    pattern: "/api/openapi.json",
    access: Access::Anyone,
    input: Input::Nothing,
    limit: Limit::Free,
    handler: |route| route.to(read_openapi),
    problems: &[],
}];

/// Why a request was refused (RFC 9457), as `application/problem+json`. Some problems carry further members.
#[derive(Serialize, ToSchema)]
pub struct Problem {
    /// `/problems/<slug>`; the slug never changes.
    #[serde(rename = "type")]
    problem_type: String,
    title: String,
    status: u16,
    /// What to do about it, in the reader's language.
    detail: String,
    /// The id of the request.
    instance: String,
    /// Seconds after which a repeat makes sense.
    retry_after_s: Option<u32>,
    /// What is wrong with the input.
    errors: Option<Vec<FieldProblem>>,
}

/// One wrong part of the input.
#[derive(Serialize, ToSchema)]
pub struct FieldProblem {
    /// JSON pointer (RFC 6901) into the body.
    pointer: String,
    /// A stable slug.
    code: String,
    /// What to do about it, in the reader's language.
    detail: String,
}

/// The document as it is served.
pub struct Rendered(String);

/// This file's part of the document.
#[derive(OpenApi)]
#[openapi(components(schemas(Problem, FieldProblem)), paths(read_openapi))]
pub struct Document;

/// Shows this document
#[utoipa::path(get, path = "/api/openapi.json", tag = "document",
    responses((status = 200, description = "OpenAPI 3.1", body = Object)))]
pub async fn read_openapi(document: web::Data<Rendered>) -> HttpResponse {
    HttpResponse::Ok().content_type("application/json").body(document.0.clone())
}

impl Rendered {
    /// The document as JSON.
    pub fn new(document: &OpenApiDocument) -> Self {
        match document.to_json() {
            Ok(json) => Self(json),
            Err(error) => unreachable!("the document is made of JSON: {error}"),
        }
    }
}

/// Adds what the table knows to what handlers say of themselves.
pub fn complete<'a>(document: &mut OpenApiDocument, routes: impl IntoIterator<Item = &'a Route>) {
    let components = document.components.get_or_insert_default();
    components.add_security_scheme("cookie", SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new("examhall"))));
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build();
    components.add_security_scheme("bearer", SecurityScheme::Http(bearer));
    for route in routes {
        let item = document.paths.paths.get_mut(route.pattern);
        if let Some(operation) = item.and_then(|item| operation_of(item, route.verb)) {
            complete_operation(operation, route);
        }
    }
}

/// The operation of a method at an address.
pub fn operation_of(item: &mut PathItem, verb: Verb) -> Option<&mut Operation> {
    match verb {
        Verb::Get => item.get.as_mut(),
        Verb::Post => item.post.as_mut(),
        Verb::Put => item.put.as_mut(),
        Verb::Delete => item.delete.as_mut(),
    }
}

fn complete_operation(operation: &mut Operation, route: &Route) {
    operation.security = match route.access {
        Access::Anyone => None,
        Access::SignedIn | Access::Admin => {
            Some(["cookie", "bearer"].map(|scheme| SecurityRequirement::new(scheme, Vec::<String>::new())).to_vec())
        }
    };
    let mut by_status: BTreeMap<u16, Vec<ProblemType>> = BTreeMap::new();
    for problem in route.every_problem() {
        by_status.entry(problem.status()).or_default().push(problem);
    }
    for (status, problems) in by_status {
        operation.responses.responses.insert(status.to_string(), RefOr::T(refused(&problems)));
    }
}

fn refused(problems: &[ProblemType]) -> Response {
    let line = |problem: &ProblemType| {
        let title = texts::text(Locale::En, &format!("problem.{}.title", problem.slug()), &[]);
        format!("`{}`: {title}", problem.slug())
    };
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
    ResponseBuilder::new()
        .description(problems.iter().map(line).collect::<Vec<_>>().join("\n\n"))
        .content("application/problem+json", content)
        .build()
}
