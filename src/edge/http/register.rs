//! Brings routes to the router: each with its limit, and one resource for each address.

use super::limit::limited;
use super::route::Route;
use actix_web::web::{self, ServiceConfig};

/// Registers routes, one resource for each address, so that another method on it is `method-not-allowed`.
pub fn register<'a>(routes: impl IntoIterator<Item = &'a Route>, config: &mut ServiceConfig) {
    let mut resources: Vec<(&str, actix_web::Resource)> = Vec::new();
    for route in routes {
        let place = resources.iter().position(|(pattern, _)| *pattern == route.pattern);
        let (_, resource) = match place {
            Some(place) => resources.remove(place),
            None => (route.pattern, web::resource(route.pattern)),
        };
        let handler = (route.handler)(actix_web::Route::new().method(route.verb.method()));
        let handler = limited(handler, route.limit, route.access);
        resources.insert(place.unwrap_or(resources.len()), (route.pattern, resource.route(handler)));
    }
    for (_, resource) in resources {
        config.service(resource);
    }
}
