//! Routes of what is only read.

use actix_web::{Route, guard, web};

/// GET, and HEAD, which is the same without a body (RFC 9110 § 9.3.2): what watches a site often asks no more.
pub fn reading() -> Route {
    web::route().guard(guard::Any(guard::Get()).or(guard::Head()))
}
