//! Every route of the API, and the document that describes them: the slices' parts put together.

use super::accounts;
use super::exams::{self, bank, enrolments};
use super::openapi::{self, Rendered};
use super::ops;
use super::payments;
use super::ratelimit;
use super::register::register;
use super::rooms;
use super::route::Route;
use super::socket;
use crate::settings::InstanceSettings;
use actix_web::web::{Data, ServiceConfig};
use std::sync::LazyLock;
use utoipa::OpenApi;
use utoipa::openapi::OpenApi as OpenApiDocument;

/// What a slice brings: its routes, and what its handlers say of themselves.
struct Slice {
    routes: &'static [Route],
    document: fn() -> OpenApiDocument,
}

const SLICES: &[Slice] = &[
    Slice { routes: openapi::ROUTES, document: openapi::Document::openapi },
    Slice { routes: accounts::ROUTES, document: accounts::Document::openapi },
    Slice { routes: exams::ROUTES, document: exams::Document::openapi },
    Slice { routes: bank::ROUTES, document: bank::Document::openapi },
    Slice { routes: enrolments::ROUTES, document: enrolments::Document::openapi },
    Slice { routes: payments::ROUTES, document: payments::Document::openapi },
    Slice { routes: rooms::ROUTES, document: rooms::Document::openapi },
    Slice { routes: ops::ROUTES, document: ops::Document::openapi },
    Slice { routes: ratelimit::ROUTES, document: ratelimit::Document::openapi },
    Slice { routes: socket::ROUTES, document: socket::Document::openapi },
];

#[derive(OpenApi)]
#[openapi(info(title = "Examhall", description = "Real-time exams over HTTP and WebSocket."))]
struct Document;

static RENDERED: LazyLock<Data<Rendered>> = LazyLock::new(|| Data::new(Rendered::new(&document())));

/// Every route of the API.
pub fn table() -> impl Iterator<Item = &'static Route> {
    SLICES.iter().flat_map(|slice| slice.routes)
}

/// Registers those of an instance with these roles.
pub fn routes(config: &mut ServiceConfig, instance: &InstanceSettings) {
    config.app_data(RENDERED.clone());
    register(table().filter(|route| instance.has(route.role())), config);
}

/// What the handlers say of themselves, completed by the table.
pub fn document() -> OpenApiDocument {
    let mut document = Document::openapi();
    for slice in SLICES {
        document.merge((slice.document)());
    }
    openapi::complete(&mut document, table());
    document
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edge::http::openapi::operation_of;

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
        let document: serde_json::Value = serde_json::from_str(&document().to_json().unwrap()).unwrap();
        assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
        let login = &document["paths"]["/api/auth/login"]["post"]["responses"];
        assert!(login["401"]["description"].as_str().unwrap().contains("wrong-credentials"));
        assert!(login["429"]["description"].as_str().unwrap().contains("locked-out"));
        assert!(login["429"]["description"].as_str().unwrap().contains("too-many-requests"));
        assert!(document["paths"]["/api/openapi.json"]["get"]["responses"]["429"].is_null(), "it is not counted");
        let reference = &login["429"]["content"]["application/problem+json"]["schema"]["$ref"];
        assert_eq!(reference, "#/components/schemas/Problem");
        assert!(document["components"]["schemas"]["Me"].is_object());
    }
}
