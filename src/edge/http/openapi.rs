//! The API's document (OpenAPI 3.1): handlers describe what they take and give, the route table adds who may call and
//! every problem that a route can answer with.

use super::route::{Access, Input, Route, Verb};
use super::{accounts, table};
use crate::service::problem::ProblemType;
use crate::service::texts;
use actix_web::HttpResponse;
use examhall_domain::accounts::Locale;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;
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

#[derive(OpenApi)]
#[openapi(
    info(title = "Examhall", description = "Real-time exams over HTTP and WebSocket."),
    components(schemas(Problem, FieldProblem)),
    paths(read_openapi),
    nest((path = "/", api = accounts::Document)),
)]
struct Document;

static DOCUMENT: LazyLock<String> = LazyLock::new(|| match document().to_json() {
    Ok(json) => json,
    Err(error) => unreachable!("the document is made of JSON: {error}"),
});

/// Shows this document
#[utoipa::path(get, path = "/api/openapi.json", tag = "document",
    responses((status = 200, description = "OpenAPI 3.1", body = Object)))]
pub async fn read_openapi() -> HttpResponse {
    HttpResponse::Ok().content_type("application/json").body(DOCUMENT.as_str())
}

/// The handlers' descriptions with what the table knows.
pub fn document() -> utoipa::openapi::OpenApi {
    let mut document = Document::openapi();
    let components = document.components.get_or_insert_default();
    components.add_security_scheme("cookie", SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new("examhall"))));
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build();
    components.add_security_scheme("bearer", SecurityScheme::Http(bearer));
    for route in table() {
        let item = document.paths.paths.get_mut(route.pattern);
        if let Some(operation) = item.and_then(|item| operation_of(item, route.verb)) {
            complete(operation, route);
        }
    }
    document
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

fn complete(operation: &mut Operation, route: &Route) {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_route_is_described_and_every_description_is_routed() {
        let mut document = document();
        for route in table() {
            let item = document.paths.paths.get_mut(route.pattern);
            let operation = item.and_then(|item| operation_of(item, route.verb));
            let operation = operation.unwrap_or_else(|| panic!("{} {}", route.verb.name(), route.pattern));
            assert!(operation.operation_id.is_some(), "{}", route.pattern);
        }
        let described: usize = document
            .paths
            .paths
            .values()
            .map(|item| [&item.get, &item.post, &item.put, &item.delete].iter().filter(|o| o.is_some()).count())
            .sum();
        assert_eq!(described, table().count());
    }

    #[test]
    fn operations_have_names_of_their_own() {
        let mut document = document();
        let mut names: Vec<String> = table()
            .map(|route| {
                let item = document.paths.paths.get_mut(route.pattern).unwrap();
                operation_of(item, route.verb).unwrap().operation_id.clone().unwrap()
            })
            .collect();
        names.sort();
        let count = names.len();
        names.dedup();
        assert_eq!(names.len(), count);
    }

    #[test]
    fn the_document_says_which_problems_a_route_gives() {
        let document: serde_json::Value = serde_json::from_str(&DOCUMENT).unwrap();
        assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
        let login = &document["paths"]["/api/auth/login"]["post"]["responses"];
        assert!(login["401"]["description"].as_str().unwrap().contains("wrong-credentials"));
        assert!(login["429"]["description"].as_str().unwrap().contains("locked-out"));
        let reference = &login["429"]["content"]["application/problem+json"]["schema"]["$ref"];
        assert_eq!(reference, "#/components/schemas/Problem");
        assert!(document["components"]["schemas"]["Me"].is_object());
    }
}
